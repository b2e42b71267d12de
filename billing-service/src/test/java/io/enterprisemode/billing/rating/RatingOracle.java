package io.enterprisemode.billing.rating;

import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.plan.Fraction;
import io.enterprisemode.contracts.billing.Aggregation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * What the usage of one meter costs: the quantity beyond the included one, times the unit price, rounded HALF_UP once.
 * What comes in after the close is an adjustment, a line of its own: the difference of the overages times the unit
 * price, rounded by itself; it can be negative.
 *
 * @param parts one per span, in the order given
 * @param amountMinor sum of the parts' amounts
 * @param adjustmentMinor sum of the parts' adjustments
 */
public record RatingOracle(List<Part> parts, long amountMinor, long adjustmentMinor) {

    public RatingOracle {
        parts = List.copyOf(parts);
    }

    /**
     * A rated span.
     *
     * @param included quantity without charge in this span
     * @param usage at close, in the meter's unit
     * @param overage usage beyond the included quantity
     * @param amountMinor its price
     */
    public record Part(long included, long usage, long overage, long amountMinor, Adjustment adjustment) {}

    /**
     * What late events change.
     *
     * @param usage with all events
     * @param overage the overage with all events less that at close
     * @param amountMinor the price of that difference
     */
    public record Adjustment(long usage, long overage, long amountMinor) {}

    /**
     * Rates the accepted events of a meter.
     *
     * @param closedAt events received before it count at close, the others for the adjustment
     * @param events accepted ones, in order of arrival
     */
    public static RatingOracle of(
            Aggregation aggregation, String currency, Instant closedAt, List<RatedPart> parts, List<UsageFact> events) {
        List<Part> rated = parts.stream()
                .map(part -> rate(aggregation, currency, closedAt, part, events))
                .toList();
        return new RatingOracle(
                rated,
                MinorUnits.sum(rated.stream().map(Part::amountMinor).toList()),
                MinorUnits.sum(rated.stream()
                        .map(part -> part.adjustment().amountMinor())
                        .toList()));
    }

    /** The quantity beyond the included one, never negative. */
    public static long overage(long usage, long included) {
        return usage <= included ? 0 : Math.subtractExact(usage, included);
    }

    /** The price of a quantity in minor units, rounded HALF_UP once. */
    public static long amountMinor(long quantity, BigDecimal unitPrice, String currency) {
        return MinorUnits.ofMajor(BigDecimal.valueOf(quantity).multiply(unitPrice), currency);
    }

    private static Part rate(
            Aggregation aggregation, String currency, Instant closedAt, RatedPart part, List<UsageFact> events) {
        Fraction fraction = part.fraction();
        long included = fraction == null ? part.included() : fraction.floor(part.included());
        List<UsageFact> all =
                events.stream().filter(event -> part.contains(event.time())).toList();
        List<UsageFact> atClose = all.stream()
                .filter(event -> event.receivedAt().isBefore(closedAt))
                .toList();
        long usage = UsageAggregation.usage(aggregation, atClose);
        long overage = overage(usage, included);
        long usageOfAll = UsageAggregation.usage(aggregation, all);
        long difference = Math.subtractExact(overage(usageOfAll, included), overage);
        return new Part(
                included,
                usage,
                overage,
                amountMinor(overage, part.unitPrice(), currency),
                new Adjustment(usageOfAll, difference, amountMinor(difference, part.unitPrice(), currency)));
    }
}
