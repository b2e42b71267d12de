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

    /**
     * What a part of the period costs.
     *
     * @param charged quantity that its price is applied to
     * @param steps of its price for that quantity; none without a price
     * @param weight by which their sum counts: of a level the part's share of time, of a flow that among the parts that
     *     have a price
     */
    public record PartCharge(long charged, List<PriceStep> steps, Ratio weight) {

        private static final PartCharge NOTHING = new PartCharge(0, List.of(), Ratio.ZERO);

        public PartCharge {
            steps = List.copyOf(steps);
        }

        /** In major units, not rounded. */
        public Ratio charge() {
            return steps.stream()
                    .map(step -> Ratio.of(step.charge()))
                    .reduce(Ratio.ZERO, Ratio::plus)
                    .times(weight);
        }
    }

    /**
     * What is charged, and how it comes about.
     *
     * @param overage what is above the included quantity, of a level the greatest of the parts
     * @param charged that of it which has a price
     * @param parts what each part costs
     */
    public record Charges(long overage, long charged, List<PartCharge> parts) {

        public Charges {
            parts = List.copyOf(parts);
        }

        /** In major units, not rounded. */
        public Ratio charge() {
            return parts.stream().map(PartCharge::charge).reduce(Ratio.ZERO, Ratio::plus);
        }

        /** Rounded once. */
        public Rated rounded(String currency) {
            return new Rated(overage, charged, MinorUnits.ofMajor(charge(), currency));
        }
    }

    /** Rates what was used in the parts. */
    public static Rated rate(List<Part> parts, PeriodUsage usage, String currency) {
        return charges(parts, usage).rounded(currency);
    }

    /** What was used in the parts costs, before it is rounded. */
    public static Charges charges(List<Part> parts, PeriodUsage usage) {
        return switch (usage) {
            case PeriodUsage.Sums sums -> flow(parts, MinorUnits.sum(sums.parts()), withPrice(parts, sums.parts()));
            case PeriodUsage.Distinct distinct -> flow(parts, distinct.values(), distinct.withPrice());
            case PeriodUsage.Levels levels -> level(parts, levels.parts());
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
    public static Charges flow(List<Part> parts, long usage, long usageWithPrice) {
        long overage = overage(usage, included(parts));
        Ratio weights = parts.stream().filter(Part::isPriced).map(Part::weight).reduce(Ratio.ZERO, Ratio::plus);
        long charged = parts.stream().anyMatch(Part::isPriced) ? Math.max(0, Math.min(overage, usageWithPrice)) : 0;
        return new Charges(
                overage,
                charged,
                parts.stream()
                        .map(part -> part.isPriced() && weights.numerator().signum() != 0
                                ? charge(part, charged, part.weight().dividedBy(weights))
                                : PartCharge.NOTHING)
                        .toList());
    }

    /**
     * Rates a level.
     *
     * @param levels one for each part
     */
    public static Charges level(List<Part> parts, List<Long> levels) {
        Require.that(parts.size() == levels.size(), "not one level for each part: " + levels);
        long overage = 0;
        long charged = 0;
        List<PartCharge> charges = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            long above = overage(levels.get(i), part.included());
            overage = Math.max(overage, above);
            charged = Math.max(charged, part.isPriced() ? above : 0);
            charges.add(charge(part, above, part.weight()));
        }
        return new Charges(overage, charged, charges);
    }

    /** What the price of a part charges for a quantity. */
    private static PartCharge charge(Part part, long quantity, Ratio weight) {
        OveragePrice price = part.price();
        return price == null ? PartCharge.NOTHING : new PartCharge(quantity, price.steps(quantity), weight);
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
