package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.tax.TaxRule;
import io.enterprisemode.billing.usage.UsageCounters.BilledUsage;
import io.enterprisemode.contracts.billing.LineKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document before it is issued: prices in advance and credits, and for each meter the quantity beyond the included
 * one ({@link UsageLines}).
 *
 * @param plan of the document: that at the end of its period
 * @param start of the usage period, or of what is charged
 * @param end excluded
 * @param lines in the order of the document
 */
record InvoiceDraft(
        PlanKey plan,
        String currency,
        Instant start,
        Instant end,
        List<Line> lines,
        TaxRule tax,
        DocumentTotals totals) {

    private static final List<LineKind> ORDER =
            List.of(LineKind.CREDIT, LineKind.SUBSCRIPTION, LineKind.OVERAGE, LineKind.ADJUSTMENT, LineKind.TAX);

    InvoiceDraft {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param plan whose price it is
     * @param start of what is charged
     * @param end excluded
     * @param item identifies the line together with subscription, kind, plan version and period
     * @param overage how its quantity comes about; only with OVERAGE and ADJUSTMENT
     * @param price how its amount comes about; only with SUBSCRIPTION and CREDIT
     */
    record Line(
            PlanKey plan,
            Instant start,
            Instant end,
            LineKind kind,
            String item,
            @Nullable String meter,
            String description,
            @Nullable Long quantity,
            @Nullable BigDecimal unitPrice,
            long amountMinor,
            @Nullable Overage overage,
            @Nullable PriceLine price) {}

    /**
     * Usage beyond the included quantity.
     *
     * @param used of MAX and LATEST the greatest level
     * @param rates of the plans that were in force
     * @param usage of the parts with these plans
     * @param workspaces what each workspace used, the largest first
     */
    record Overage(long used, long included, List<UsageLines.Rate> rates, PeriodUsage usage, List<Share> workspaces) {

        Overage {
            rates = List.copyOf(rates);
            workspaces = List.copyOf(workspaces);
        }

        /** What was used in a part; null: distinct values, which are of the period. */
        @Nullable
        Long used(int part) {
            return switch (usage) {
                case PeriodUsage.Sums sums -> sums.parts().get(part);
                case PeriodUsage.Levels levels -> levels.parts().get(part);
                case PeriodUsage.Distinct distinct -> null;
            };
        }
    }

    /** What a workspace used. */
    record Share(UUID workspaceId, long quantity) {}

    /**
     * The document of these lines.
     *
     * @param span what the document is about
     */
    static InvoiceDraft of(String currency, Span span, List<Line> lines, TaxRule tax) {
        List<Line> sorted = lines.stream()
                .sorted(Comparator.comparingInt((Line line) -> ORDER.indexOf(line.kind()))
                        .thenComparing(Line::start)
                        .thenComparing(line -> line.meter() == null ? "" : line.meter()))
                .toList();
        return new InvoiceDraft(
                span.plan(),
                currency,
                span.start(),
                span.end(),
                sorted,
                tax,
                DocumentTotals.of(lines.stream().map(Line::amountMinor).toList(), tax.rate()));
    }

    /** What a document is about. */
    record Span(PlanKey plan, Instant start, Instant end) {

        /** A usage period; one that was cut to no length stands for the time that it would have had. */
        static Span of(UsagePeriod period, PlanKey plan) {
            return new Span(
                    plan, period.start(), period.end().isAfter(period.start()) ? period.end() : period.wholeEnd());
        }

        /** From the first to the last that the lines charge. */
        static Span of(List<Line> lines) {
            return new Span(
                    lines.getLast().plan(),
                    lines.stream()
                            .map(Line::start)
                            .min(Comparator.naturalOrder())
                            .orElseThrow(),
                    lines.stream().map(Line::end).max(Comparator.naturalOrder()).orElseThrow());
        }
    }

    /** The line of a price in advance, or of a credit. */
    static Line price(PriceLine price, Catalogue catalogue) {
        PlanVersion plan = catalogue.version(price.plan().plan(), price.plan().version());
        String what = price.kind() == LineKind.CREDIT ? "Credit for " + plan.name() : plan.name();
        return new Line(
                price.plan(),
                price.start(),
                price.end(),
                price.kind(),
                "price/" + price.number(),
                null,
                "%s, from %s to %s".formatted(what, price.start(), price.end()),
                null,
                null,
                price.amountMinor(),
                null,
                price);
    }

    /** The lines of a usage period that is billed for the first time. */
    static List<Line> usage(CountedPeriod counted, Catalogue catalogue, String currency) {
        List<Line> lines = new ArrayList<>();
        counted.lines(LineKind.OVERAGE, catalogue, currency)
                .forEach(line -> lines.add(overage(counted, known(catalogue, line), line)));
        return lines;
    }

    /** What has come in of a usage period since it was billed. */
    static List<Line> adjustments(CountedPeriod counted, Catalogue catalogue, String currency) {
        return counted.lines(LineKind.ADJUSTMENT, catalogue, currency).stream()
                .map(line -> adjustment(counted, known(catalogue, line), line))
                .toList();
    }

    private static Meter known(Catalogue catalogue, UsageLines.Line line) {
        return catalogue.meter(line.meter()).orElseThrow();
    }

    private static Line adjustment(CountedPeriod counted, Meter meter, UsageLines.Line line) {
        return new Line(
                line.plan(),
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
                overage(counted, line),
                null);
    }

    /** All that was used in the period, whatever of it the line charges. */
    private static Overage overage(CountedPeriod counted, UsageLines.Line line) {
        BilledUsage usage = counted.usage().stream()
                .filter(each -> each.meter().equals(line.meter()))
                .findFirst()
                .orElseThrow();
        return new Overage(line.used(), line.included(), line.rates(), line.usage(), shares(usage.workspaces()));
    }

    private static Line overage(CountedPeriod counted, Meter meter, UsageLines.Line line) {
        return new Line(
                line.plan(),
                line.period().start(),
                line.period().end(),
                LineKind.OVERAGE,
                line.meter(),
                line.meter(),
                "%s above %s".formatted(meter.name(), String.format(Locale.ROOT, "%,d", line.included())),
                line.now().quantity(),
                line.unitPrice(),
                line.now().amountMinor(),
                overage(counted, line),
                null);
    }

    private static List<Share> shares(Map<UUID, Long> workspaces) {
        return workspaces.entrySet().stream()
                .map(each -> new Share(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Share::quantity).reversed().thenComparing(Share::workspaceId))
                .toList();
    }
}
