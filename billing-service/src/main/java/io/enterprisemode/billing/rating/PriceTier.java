package io.enterprisemode.billing.rating;

import io.enterprisemode.contracts.Require;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Units with one price.
 *
 * @param upTo the last unit of the tier, counted from 1 over all tiers; null: no end
 * @param unitPrice of one unit, in major units
 * @param flat charged once when a unit falls into the tier, in major units; null: nothing
 */
public record PriceTier(
        @Nullable Long upTo, BigDecimal unitPrice, @Nullable BigDecimal flat) {

    public PriceTier {
        Require.that(unitPrice.signum() >= 0, "a price below 0: " + unitPrice);
        Require.that(flat == null || flat.signum() >= 0, "a price below 0: " + flat);
    }

    /** The last unit of the tier, or the last unit there is. */
    long lastOf(long quantity) {
        return upTo == null ? quantity : Math.min(upTo, quantity);
    }

    /** What is charged once. */
    BigDecimal flatOrNothing() {
        return flat == null ? BigDecimal.ZERO : flat;
    }

    /** Requires that every unit falls into exactly one of the tiers. */
    static void requireComplete(List<PriceTier> tiers) {
        Require.that(!tiers.isEmpty(), "there are no tiers");
        long below = 0;
        for (PriceTier tier : tiers.subList(0, tiers.size() - 1)) {
            Long upTo = tier.upTo();
            Require.that(upTo != null && upTo > below, "the tiers are not in order: " + tiers);
            below = upTo == null ? below : upTo;
        }
        Require.that(tiers.getLast().upTo() == null, "the last tier has an end: " + tiers.getLast());
    }
}
