package io.enterprisemode.billing.rating;

import io.enterprisemode.contracts.Require;
import java.math.BigDecimal;
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
    }

    private static void requirePrice(BigDecimal price) {
        Require.that(price.signum() >= 0, "a price below 0: " + price);
    }
}
