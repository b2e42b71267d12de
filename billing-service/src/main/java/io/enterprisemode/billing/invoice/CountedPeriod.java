package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.UsageLines.Charged;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.LineKind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A usage period with what is counted in it.
 *
 * @param parts all of the period, in order of time
 * @param usage by meter
 * @param charged by meter, by documents before
 */
record CountedPeriod(
        UsagePeriod period, List<UsagePeriod.Part> parts, List<BilledUsage> usage, Map<String, Charged> charged) {

    CountedPeriod {
        parts = List.copyOf(parts);
        usage = List.copyOf(usage);
        charged = Map.copyOf(charged);
    }

    /** The same period with other usage. */
    CountedPeriod with(List<BilledUsage> other) {
        return new CountedPeriod(period, parts, other, charged);
    }

    /** What is to be charged for the usage, less what was charged before. */
    List<UsageLines.Line> lines(LineKind kind, Catalogue catalogue, String currency) {
        return UsageLines.of(
                kind,
                new UsageLines.Counted(
                        period,
                        parts,
                        usage.stream().collect(Collectors.toMap(BilledUsage::meter, BilledUsage::parts)),
                        charged),
                catalogue.meters().stream().map(Meter::code).toList(),
                (plan, meter) -> catalogue.version(plan.plan(), plan.version()).allowance(meter),
                currency);
    }
}
