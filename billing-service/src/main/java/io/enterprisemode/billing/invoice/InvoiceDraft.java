package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.subscription.BillingPeriod;
import io.enterprisemode.billing.subscription.PlanChange;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.Proration;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LineKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a period of a subscription costs: its price, and for each meter the quantity beyond the included one. Where the
 * plan was changed in the middle of the period, each part has a line with its price by {@link Proration}; usage has one
 * line per meter, whatever plans were in force ({@link UsageLines}).
 *
 * @param plan of the end of the period
 * @param lines in the order of the invoice
 */
record InvoiceDraft(PlanVersion plan, BillingPeriod period, List<Line> lines) {

    /** The item of the line with the price of the subscription. */
    static final String SUBSCRIPTION_ITEM = "subscription";

    InvoiceDraft {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param plan in force in the span
     * @param start of the period, or of the part of it
     * @param end excluded
     * @param item identifies the line together with subscription, plan version and period
     * @param overage how its quantity comes about; only with OVERAGE
     */
    record Line(
            PlanVersion plan,
            Instant start,
            Instant end,
            LineKind kind,
            String item,
            @Nullable String meter,
            String description,
            @Nullable Long quantity,
            @Nullable BigDecimal unitPrice,
            long amountMinor,
            @Nullable Overage overage) {}

    /**
     * Usage beyond the included quantity.
     *
     * @param used of MAX and LATEST the greatest level
     * @param rates of the plans that were in force
     * @param workspaces what each workspace used, the largest first
     */
    record Overage(long used, long included, List<UsageLines.Rate> rates, List<Share> workspaces) {

        Overage {
            rates = List.copyOf(rates);
            workspaces = List.copyOf(workspaces);
        }
    }

    /** What a workspace used. */
    record Share(UUID workspaceId, long quantity) {}

    /** The sum of the lines in minor units. */
    long subtotalMinor() {
        return MinorUnits.sum(lines.stream().map(Line::amountMinor).toList());
    }

    /** A part of the period and what its plan is. */
    record Part(PlanPart span, PlanVersion plan) {

        PlanKey key() {
            return new PlanKey(plan.code(), plan.version());
        }
    }

    /**
     * The lines of a period.
     *
     * @param earlier periods that were invoiced before: what has come in since is an adjustment
     */
    static InvoiceDraft of(
            BillingInterval interval, List<Meter> meters, CountedPeriod counted, List<CountedPeriod> earlier) {
        List<Line> lines = new ArrayList<>(prices(interval, counted.parts()));
        Map<String, Meter> byCode = meters.stream().collect(Collectors.toMap(Meter::code, Function.identity()));
        counted.lines(LineKind.OVERAGE, interval, meters)
                .forEach(line -> lines.add(overage(counted, known(byCode, line), line)));
        for (CountedPeriod before : earlier) {
            before.lines(LineKind.ADJUSTMENT, interval, meters)
                    .forEach(line -> lines.add(adjustment(before, known(byCode, line), line)));
        }
        return new InvoiceDraft(counted.parts().getLast().plan(), counted.period(), lines);
    }

    private static Meter known(Map<String, Meter> byCode, UsageLines.Line line) {
        return Objects.requireNonNull(byCode.get(line.meter()));
    }

    private static Line adjustment(CountedPeriod counted, Meter meter, UsageLines.Line line) {
        return new Line(
                counted.parts().getLast().plan(),
                line.period().start(),
                line.period().end(),
                LineKind.ADJUSTMENT,
                line.meter(),
                line.meter(),
                "%s, adjustment for %s to %s"
                        .formatted(
                                meter.name(),
                                line.period().start(),
                                line.period().end()),
                line.now().quantity(),
                line.unitPrice(),
                line.now().amountMinor(),
                null);
    }

    private static Line overage(CountedPeriod counted, Meter meter, UsageLines.Line line) {
        BilledUsage usage = counted.usage().stream()
                .filter(each -> each.meter().equals(line.meter()))
                .findFirst()
                .orElseThrow();
        return new Line(
                counted.parts().getLast().plan(),
                line.period().start(),
                line.period().end(),
                LineKind.OVERAGE,
                line.meter(),
                line.meter(),
                "%s above %s".formatted(meter.name(), String.format(Locale.ROOT, "%,d", line.included())),
                line.now().quantity(),
                line.unitPrice(),
                line.now().amountMinor(),
                new Overage(line.used(), line.included(), line.rates(), shares(usage.workspaces())));
    }

    /** One line per part; together the price of the period by {@link Proration}. */
    private static List<Line> prices(BillingInterval interval, List<Part> parts) {
        BillingPeriod period = parts.getFirst().span().period();
        long first = parts.getFirst().plan().priceMinor(interval);
        List<Proration.Line> changes = Proration.of(
                        period.start(),
                        period.end(),
                        first,
                        parts.stream()
                                .skip(1)
                                .map(part -> new PlanChange(
                                        part.span().start(), part.plan().priceMinor(interval)))
                                .toList())
                .lines();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            long running = i == 0 ? first : changes.get(i - 1).chargeMinor();
            lines.add(price(
                    parts.get(i), interval, i < changes.size() ? changes.get(i).usedMinor() : running));
        }
        return lines;
    }

    private static Line price(Part part, BillingInterval interval, long amountMinor) {
        String length =
                switch (interval) {
                    case MONTH -> "one month";
                    case YEAR -> "one year";
                };
        PlanPart span = part.span();
        String description = part.plan().name() + ", " + length;
        return new Line(
                part.plan(),
                span.start(),
                span.end(),
                LineKind.SUBSCRIPTION,
                SUBSCRIPTION_ITEM,
                null,
                span.isWhole() ? description : "%s, from %s to %s".formatted(description, span.start(), span.end()),
                null,
                null,
                amountMinor,
                null);
    }

    private static List<Share> shares(Map<UUID, Long> workspaces) {
        return workspaces.entrySet().stream()
                .map(each -> new Share(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Share::quantity).reversed().thenComparing(Share::workspaceId))
                .toList();
    }
}
