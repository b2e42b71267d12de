package io.enterprisemode.billing.plan;

import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.math.BigDecimal;
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
 * @param bound usage of a usage period, of whatever length, beyond which even OVERAGE refuses, as it could cost more
 *     than {@link #LARGEST_CHARGE_MINOR} in one of the currencies; {@link Long#MAX_VALUE}: no usage can
 */
public record Allowance(
        String meter,
        long included,
        LimitBehaviour behaviour,
        int softLimitPercent,
        @Nullable Long cap,
        Map<String, OveragePrice> prices,
        long bound) {

    /**
     * The most that may be charged for a meter and usage period, in minor units. A document with a line for each of the
     * 100 meters that a version can have uses half of 64 bits, which leaves room for fees, taxes and adjustments.
     */
    public static final long LARGEST_CHARGE_MINOR = 50_000_000_000_000_000L;

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

    /** An allowance whose usage is bounded by what it costs. */
    public Allowance(
            String meter,
            long included,
            LimitBehaviour behaviour,
            int softLimitPercent,
            @Nullable Long cap,
            Map<String, OveragePrice> prices) {
        this(meter, included, behaviour, softLimitPercent, cap, prices, bound(prices));
    }

    /** What is included does not raise it: where a plan is changed, other plans of the period may include nothing. */
    private static long bound(Map<String, OveragePrice> prices) {
        long bound = Long.MAX_VALUE;
        for (Map.Entry<String, OveragePrice> price : prices.entrySet()) {
            BigDecimal most = BigDecimal.valueOf(LARGEST_CHARGE_MINOR, MinorUnits.exponent(price.getKey()));
            bound = Math.min(bound, price.getValue().mostWithin(most));
        }
        return bound;
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
