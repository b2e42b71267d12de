package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.billing.rating.PeriodUsage;
import io.enterprisemode.billing.rating.UsageRating;
import io.enterprisemode.billing.subscription.PlanKey;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.contracts.billing.LineKind;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines for the usage of a usage period: what is rated with everything that is counted now, less what documents
 * charged before. A period that is billed for the first time has a line per meter; later ones are adjustments, so that
 * the total charged is always the rating of everything.
 */
final class UsageLines {

    private UsageLines() {}

    /** What plans say of meters. */
    @FunctionalInterface
    interface Allowances {

        Optional<Allowance> allowance(PlanKey plan, String meter);
    }

    /**
     * What documents charged for a meter and usage period.
     *
     * @param quantity of the lines together
     */
    record Charged(long quantity, long amountMinor) {

        static final Charged NOTHING = new Charged(0, 0);

        Charged plus(Charged other) {
            return new Charged(Math.addExact(quantity, other.quantity), Math.addExact(amountMinor, other.amountMinor));
        }
    }

    /**
     * A usage period with what was used in it.
     *
     * @param parts in order of time
     * @param usage by meter; meters without usage may be left out
     * @param charged by meter, by documents before
     */
    record Counted(
            UsagePeriod period,
            List<UsagePeriod.Part> parts,
            Map<String, PeriodUsage> usage,
            Map<String, Charged> charged) {

        Counted {
            parts = List.copyOf(parts);
            usage = Map.copyOf(usage);
            charged = Map.copyOf(charged);
        }
    }

    /**
     * What the plan of a part says of the meter.
     *
     * @param included for the whole period, not prorated
     * @param price of what is above it; null: it is not charged
     * @param share of the period's time
     */
    record Rate(PlanKey plan, long included, @Nullable OveragePrice price, Fraction share) {

        /** Of one unit, in major units; null: it is not charged, or by tiers or packages. */
        @Nullable
        BigDecimal unitPrice() {
            return price instanceof OveragePrice.PerUnit each ? each.unitPrice() : null;
        }
    }

    /**
     * A line.
     *
     * @param plan in force at the end of the period
     * @param now what is charged by this line; negative when less is to be paid
     * @param used in the period, of MAX and LATEST the greatest level
     * @param included of SUM, COUNT and UNIQUE_COUNT in the period, of MAX and LATEST in its last part
     * @param usage of the parts, all of it
     */
    record Line(
            LineKind kind,
            PlanKey plan,
            String meter,
            UsagePeriod period,
            Charged now,
            long used,
            long included,
            List<Rate> rates,
            PeriodUsage usage) {

        Line {
            rates = List.copyOf(rates);
        }

        /** The one price per unit of all parts that have a price; null: there are several, or tiers or packages. */
        @Nullable
        BigDecimal unitPrice() {
            List<OveragePrice> prices = rates.stream()
                    .map(Rate::price)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            return prices.size() == 1 && prices.getFirst() instanceof OveragePrice.PerUnit each
                    ? each.unitPrice()
                    : null;
        }
    }

    /** The lines of a period, in the order of the meters; a meter that charges nothing has none. */
    static List<Line> of(LineKind kind, Counted counted, List<String> meters, Allowances allowances, String currency) {
        return counted.parts().isEmpty()
                ? List.of()
                : meters.stream()
                        .flatMap(meter -> line(kind, counted, meter, allowances, currency).stream())
                        .toList();
    }

    /**
     * What is rated of a meter in a period.
     *
     * @param rates what the plans say of it
     * @param usage of the parts
     */
    record Rating(List<Rate> rates, PeriodUsage usage) {

        Rating {
            rates = List.copyOf(rates);
        }

        private List<UsageRating.Part> parts() {
            return rates.stream().map(UsageLines::rated).toList();
        }

        /** What it costs, before it is rounded. */
        UsageRating.Charges charges() {
            return UsageRating.charges(parts(), usage);
        }

        /** Of MAX and LATEST the greatest level. */
        long used() {
            return UsageLines.used(usage);
        }

        /** Of MAX and LATEST that of the last part. */
        long included() {
            return usage instanceof PeriodUsage.Levels ? rates.getLast().included() : UsageRating.included(parts());
        }
    }

    /** How everything that was used of a meter is rated. */
    static Rating rating(
            UsagePeriod period,
            List<UsagePeriod.Part> parts,
            PeriodUsage usage,
            String meter,
            Allowances allowances,
            String currency) {
        return new Rating(
                parts.stream()
                        .map(part -> rate(period, part, allowances.allowance(part.plan(), meter), currency))
                        .toList(),
                usage);
    }

    private static Optional<Line> line(
            LineKind kind, Counted counted, String meter, Allowances allowances, String currency) {
        PeriodUsage usage = counted.usage().get(meter);
        if (usage == null) {
            return Optional.empty();
        }
        Rating rating = rating(counted.period(), counted.parts(), usage, meter, allowances, currency);
        UsageRating.Rated rated = rating.charges().rounded(currency);
        Charged before = counted.charged().getOrDefault(meter, Charged.NOTHING);
        Charged now = new Charged(
                Math.subtractExact(rated.charged(), before.quantity()),
                Math.subtractExact(rated.amountMinor(), before.amountMinor()));
        return now.amountMinor() == 0
                ? Optional.empty()
                : Optional.of(new Line(
                        kind,
                        counted.parts().getLast().plan(),
                        meter,
                        counted.period(),
                        now,
                        rating.used(),
                        rating.included(),
                        rating.rates(),
                        usage));
    }

    static long used(PeriodUsage usage) {
        return switch (usage) {
            case PeriodUsage.Sums sums -> MinorUnits.sum(sums.parts());
            case PeriodUsage.Distinct distinct -> distinct.values();
            case PeriodUsage.Levels levels -> Collections.max(levels.parts());
        };
    }

    private static Rate rate(
            UsagePeriod period, UsagePeriod.Part part, Optional<Allowance> allowance, String currency) {
        return new Rate(
                part.plan(),
                Math.multiplyExact(allowance.map(Allowance::included).orElse(0L), (long) period.months()),
                allowance.flatMap(each -> each.price(currency)).orElse(null),
                period.share(part));
    }

    private static UsageRating.Part rated(Rate rate) {
        return new UsageRating.Part(rate.included(), rate.price(), rate.share());
    }
}
