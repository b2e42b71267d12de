package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.subscription.BilledPeriods.BilledPeriod;
import io.enterprisemode.billing.subscription.BilledPeriods.ChosenPart;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LineKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares what is counted and charged of a usage period with its events. */
final class UsageProof {

    private UsageProof() {}

    /** The meters that are counted or charged, in order of their codes. */
    static List<String> meters(List<BilledUsage> counted, List<BilledUsage> recomputed, Map<String, Charged> charged) {
        TreeSet<String> meters = new TreeSet<>(charged.keySet());
        counted.forEach(usage -> meters.add(usage.meter()));
        recomputed.forEach(usage -> meters.add(usage.meter()));
        return List.copyOf(meters);
    }

    /**
     * Whether the counters of a meter say what its events amount to, in all parts and workspaces. Of distinct values
     * the workspaces are not compared: which of two said a value first is not kept.
     */
    static boolean isCounted(Meter meter, int parts, List<BilledUsage> counted, List<BilledUsage> recomputed) {
        BilledUsage counters = of(meter, parts, counted);
        BilledUsage events = of(meter, parts, recomputed);
        return counters.parts().equals(events.parts())
                && (meter.aggregation() == Aggregation.UNIQUE_COUNT
                        || counters.workspaces().equals(events.workspaces()));
    }

    /** What was used of a meter; nothing, where it is not among the meters. */
    static BilledUsage of(Meter meter, int parts, List<BilledUsage> usage) {
        return usage.stream()
                .filter(each -> each.meter().equals(meter.code()))
                .findFirst()
                .orElseGet(() -> new BilledUsage(meter.code(), nothing(meter, parts), Map.of()));
    }

    private static PeriodUsage nothing(Meter meter, int parts) {
        List<Long> zeros = Collections.nCopies(parts, 0L);
        return switch (meter.aggregation()) {
            case SUM, COUNT -> new PeriodUsage.Sums(zeros);
            case MAX, LATEST -> new PeriodUsage.Levels(zeros);
            case UNIQUE_COUNT -> new PeriodUsage.Distinct(0, 0);
        };
    }

    /** What is used of a meter in all; of MAX and LATEST the greatest level. */
    static long used(PeriodUsage usage) {
        return UsageLines.used(usage);
    }

    /**
     * What is still to be charged so that everything that is charged is the rating of the usage, by meter; meters that
     * are charged as they should be are left out.
     */
    static Map<String, Charged> missing(
            BilledPeriod period, Catalogue catalogue, List<BilledUsage> usage, Map<String, Charged> charged) {
        Map<String, BilledUsage> all =
                new HashMap<>(usage.stream().collect(Collectors.toMap(BilledUsage::meter, Function.identity())));
        charged.keySet()
                .forEach(code -> catalogue
                        .meter(code)
                        .ifPresent(meter -> all.computeIfAbsent(
                                code, made -> of(meter, period.parts().size(), List.of()))));
        return new CountedPeriod(
                        period.period(),
                        period.parts().stream().map(ChosenPart::part).toList(),
                        new ArrayList<>(all.values()),
                        charged)
                .lines(LineKind.ADJUSTMENT, catalogue, period.currency()).stream()
                        .collect(Collectors.toMap(UsageLines.Line::meter, UsageLines.Line::now));
    }
}
