package io.enterprisemode.billing.plan;

import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a plan version says of a meter.
 *
 * @param meter code of the meter
 * @param included quantity per month
 * @param behaviour what happens at the included quantity
 * @param softLimitPercent of the included quantity, at which it is said that the limit is near
 * @param cap quantity per month beyond which even OVERAGE refuses; null: none
 * @param prices of what is beyond the included quantity, by currency; exactly with OVERAGE
 */
public record Allowance(
        String meter,
        long included,
        LimitBehaviour behaviour,
        int softLimitPercent,
        @Nullable Long cap,
        Map<String, OveragePrice> prices) {

    public Allowance {
        prices = Map.copyOf(prices);
        Require.notNegative(included, "included");
        Require.that(
                (behaviour == LimitBehaviour.OVERAGE) == !prices.isEmpty(), "exactly OVERAGE has prices: " + meter);
    }

    /** The same that refuses what is beyond the included quantity, as in a trial. */
    public Allowance blocking() {
        return new Allowance(meter, included, LimitBehaviour.BLOCK, softLimitPercent, cap, Map.of());
    }

    /** Whether what is beyond the included quantity has a price. */
    public boolean isCharged() {
        return !prices.isEmpty();
    }

    /**
     * The price of what is beyond the included quantity; empty: it is not charged.
     *
     * @param currency one that the version is priced in
     */
    public Optional<OveragePrice> price(String currency) {
        OveragePrice price = prices.get(currency);
        Require.that(price != null || prices.isEmpty(), "no price of " + meter + " in " + currency);
        return Optional.ofNullable(price);
    }
}
