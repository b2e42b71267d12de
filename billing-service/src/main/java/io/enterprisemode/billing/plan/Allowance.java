package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a plan version says of a meter.
 *
 * @param meter code of the meter
 * @param included quantity per month
 * @param unitPrice of one unit beyond it, in major units; exactly with OVERAGE
 * @param behaviour what happens at the included quantity
 * @param softLimitPercent of the included quantity, at which it is said that the limit is near
 * @param cap quantity per month beyond which even OVERAGE refuses; null: none
 */
public record Allowance(
        String meter,
        long included,
        @Nullable BigDecimal unitPrice,
        LimitBehaviour behaviour,
        int softLimitPercent,
        @Nullable Long cap) {

    public Allowance {
        Require.notNegative(included, "included");
        Require.that(
                (behaviour == LimitBehaviour.OVERAGE) == (unitPrice != null), "exactly OVERAGE has a price: " + meter);
    }
}
