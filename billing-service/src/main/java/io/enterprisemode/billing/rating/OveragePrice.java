package io.enterprisemode.billing.rating;

import io.enterprisemode.contracts.Require;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What usage beyond the included quantity costs. Prices are in major units of the currency, and exact. */
public sealed interface OveragePrice {

    /**
     * What a quantity costs, step by step: an entry per tier that something falls into, or one for everything; none
     * when the quantity is 0.
     *
     * @param billable quantity beyond the included one
     */
    List<PriceStep> steps(long billable);

    /**
     * What a quantity costs, in major units, not rounded.
     *
     * @param billable quantity beyond the included one
     */
    default BigDecimal charge(long billable) {
        return steps(billable).stream().map(PriceStep::charge).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * The largest quantity of which it is certain that neither it nor a smaller one costs more than an amount;
     * {@link Long#MAX_VALUE}: no quantity does.
     *
     * @param most in major units, not negative
     */
    long mostWithin(BigDecimal most);

    /** What kind of price it is. */
    default PriceModel model() {
        return switch (this) {
            case PerUnit perUnit -> PriceModel.PER_UNIT;
            case Graduated graduated -> PriceModel.GRADUATED;
            case Volume volume -> PriceModel.VOLUME;
            case Packaged packaged -> PriceModel.PACKAGE;
        };
    }

    /** Each unit costs the same. */
    record PerUnit(BigDecimal unitPrice) implements OveragePrice {

        public PerUnit {
            requirePrice(unitPrice);
        }

        @Override
        public List<PriceStep> steps(long billable) {
            Require.notNegative(billable, "billable");
            return billable == 0 ? List.of() : List.of(new PriceStep(billable, unitPrice, null));
        }

        @Override
        public long mostWithin(BigDecimal most) {
            return times(unitPrice, most);
        }
    }

    /** Each unit has the price of the tier that it falls into. */
    record Graduated(List<PriceTier> tiers) implements OveragePrice {

        public Graduated {
            tiers = List.copyOf(tiers);
            PriceTier.requireComplete(tiers);
        }

        @Override
        public List<PriceStep> steps(long billable) {
            Require.notNegative(billable, "billable");
            List<PriceStep> steps = new ArrayList<>();
            long below = 0;
            for (PriceTier tier : tiers) {
                long to = tier.lastOf(billable);
                if (to > below) {
                    steps.add(new PriceStep(to - below, tier.unitPrice(), tier.flat()));
                }
                below = to;
            }
            return steps;
        }

        @Override
        public long mostWithin(BigDecimal most) {
            long below = 0;
            BigDecimal left = most;
            for (PriceTier tier : tiers) {
                left = left.subtract(tier.flatOrNothing());
                long size = tier.lastOf(Long.MAX_VALUE) - below;
                long affordable = left.signum() < 0 ? 0 : times(tier.unitPrice(), left);
                if (affordable < size) {
                    return below + affordable;
                }
                left = left.subtract(tier.unitPrice().multiply(BigDecimal.valueOf(size)));
                below += size;
            }
            return Long.MAX_VALUE;
        }
    }

    /** All units have the price of the tier that the last one falls into. */
    record Volume(List<PriceTier> tiers) implements OveragePrice {

        public Volume {
            tiers = List.copyOf(tiers);
            PriceTier.requireComplete(tiers);
        }

        @Override
        public List<PriceStep> steps(long billable) {
            Require.notNegative(billable, "billable");
            if (billable == 0) {
                return List.of();
            }
            PriceTier tier = tiers.stream()
                    .filter(each -> each.lastOf(billable) == billable)
                    .findFirst()
                    .orElseThrow();
            return List.of(new PriceStep(billable, tier.unitPrice(), tier.flat()));
        }

        /** A unit more may cost less in all, but what lies before has to be affordable, too. */
        @Override
        public long mostWithin(BigDecimal most) {
            long below = 0;
            for (PriceTier tier : tiers) {
                BigDecimal left = most.subtract(tier.flatOrNothing());
                long affordable = left.signum() < 0 ? 0 : times(tier.unitPrice(), left);
                long last = tier.lastOf(Long.MAX_VALUE);
                if (affordable < last) {
                    return Math.max(below, affordable);
                }
                below = last;
            }
            return Long.MAX_VALUE;
        }
    }

    /** Units are sold in packages; one that is begun is paid in full. */
    record Packaged(long size, BigDecimal packagePrice) implements OveragePrice {

        public Packaged {
            Require.that(size > 0, "a package of " + size);
            requirePrice(packagePrice);
        }

        @Override
        public List<PriceStep> steps(long billable) {
            Require.notNegative(billable, "billable");
            return billable == 0 ? List.of() : List.of(new PriceStep(Math.ceilDiv(billable, size), packagePrice, null));
        }

        @Override
        public long mostWithin(BigDecimal most) {
            long packages = times(packagePrice, most);
            return packages > Long.MAX_VALUE / size ? Long.MAX_VALUE : packages * size;
        }
    }

    /** How many times a price goes into an amount; {@link Long#MAX_VALUE}: that often, or more. */
    private static long times(BigDecimal price, BigDecimal amount) {
        return price.signum() == 0
                ? Long.MAX_VALUE
                : amount.divideToIntegralValue(price)
                        .toBigInteger()
                        .min(BigInteger.valueOf(Long.MAX_VALUE))
                        .longValueExact();
    }

    private static void requirePrice(BigDecimal price) {
        Require.that(price.signum() >= 0, "a price below 0: " + price);
    }
}
