package io.enterprisemode.billing.rating;

import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.money.Ratio;
import io.enterprisemode.contracts.Require;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the usage of one meter costs in a usage period, whatever plans were in force. The amount is rounded once,
 * HALF_UP. With one plan it is the price of what is above the included quantity.
 *
 * <p>A flow (SUM, COUNT, UNIQUE_COUNT) is rated over the whole period: included quantity and price are the means of the
 * plans, weighted by time, so that a change of plan neither charges what was within the allowance before nor makes
 * usage cheaper afterwards. A level (MAX, LATEST) is rated part by part, each weighted by its time.
 */
public final class UsageRating {

    private UsageRating() {}

    /**
     * A part of the period with one plan in force, and what the plan says of the meter.
     *
     * @param included quantity without charge for the whole period, not prorated
     * @param price of what is above it; null: it is never charged
     * @param share of the period's time
     */
    public record Part(long included, @Nullable OveragePrice price, Fraction share) {

        public Part {
            Require.notNegative(included, "included");
        }

        private boolean isPriced() {
            return price != null;
        }

        private Ratio weight() {
            return Ratio.of(share);
        }
    }

    /**
     * What is charged.
     *
     * @param overage what is above the included quantity, of a level the greatest of the parts
     * @param charged that of it which has a price
     */
    public record Rated(long overage, long charged, long amountMinor) {

        /** Nothing. */
        public static final Rated NOTHING = new Rated(0, 0, 0);
    }

    /** Rates what was used in the parts. */
    public static Rated rate(List<Part> parts, PeriodUsage usage, String currency) {
        return switch (usage) {
            case PeriodUsage.Sums sums ->
                flow(parts, MinorUnits.sum(sums.parts()), withPrice(parts, sums.parts()), currency);
            case PeriodUsage.Distinct distinct -> flow(parts, distinct.values(), distinct.withPrice(), currency);
            case PeriodUsage.Levels levels -> level(parts, levels.parts(), currency);
        };
    }

    private static long withPrice(List<Part> parts, List<Long> sums) {
        List<Long> priced = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).isPriced()) {
                priced.add(sums.get(i));
            }
        }
        return MinorUnits.sum(priced);
    }

    /** What is included of a flow: the mean of the plans, rounded down once. */
    public static long included(List<Part> parts) {
        return parts.stream()
                .map(part -> Ratio.of(part.included()).times(part.weight()))
                .reduce(Ratio.ZERO, Ratio::plus)
                .floor();
    }

    /**
     * Rates a flow.
     *
     * @param usage of the period
     * @param usageWithPrice of its parts that have a price
     */
    public static Rated flow(List<Part> parts, long usage, long usageWithPrice, String currency) {
        long overage = overage(usage, included(parts));
        List<Part> priced = parts.stream().filter(Part::isPriced).toList();
        long charged = Math.min(overage, usageWithPrice);
        if (priced.isEmpty() || charged <= 0) {
            return new Rated(overage, priced.isEmpty() ? 0 : Math.max(0, charged), 0);
        }
        Ratio weights = priced.stream().map(Part::weight).reduce(Ratio.ZERO, Ratio::plus);
        if (weights.numerator().signum() == 0) {
            return new Rated(overage, charged, 0);
        }
        Ratio charges = priced.stream()
                .map(part -> weighted(part, charged))
                .reduce(Ratio.ZERO, Ratio::plus)
                .dividedBy(weights);
        return new Rated(overage, charged, MinorUnits.ofMajor(charges, currency));
    }

    /**
     * Rates a level.
     *
     * @param levels one for each part
     */
    public static Rated level(List<Part> parts, List<Long> levels, String currency) {
        Require.that(parts.size() == levels.size(), "not one level for each part: " + levels);
        long overage = 0;
        long charged = 0;
        Ratio charges = Ratio.ZERO;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            long above = overage(levels.get(i), part.included());
            overage = Math.max(overage, above);
            if (part.isPriced()) {
                charged = Math.max(charged, above);
                charges = charges.plus(weighted(part, above));
            }
        }
        return new Rated(overage, charged, MinorUnits.ofMajor(charges, currency));
    }

    /** What the price of a part charges for a quantity, in major units, weighted by the part's time. */
    private static Ratio weighted(Part part, long quantity) {
        OveragePrice price = part.price();
        return price == null ? Ratio.ZERO : Ratio.of(price.charge(quantity)).times(part.weight());
    }

    /**
     * The quantity above the included one, never negative.
     *
     * @param usage in the meter's unit
     * @param included in the meter's unit, without charge
     */
    static long overage(long usage, long included) {
        return usage <= included ? 0 : Math.subtractExact(usage, included);
    }
}
