package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.billing.BillingInterval;

/**
 * What a plan version costs in a currency.
 *
 * @param currency ISO 4217
 * @param monthlyMinor in minor units
 * @param yearlyMinor in minor units
 */
public record PlanPrice(String currency, long monthlyMinor, long yearlyMinor) {

    public PlanPrice {
        Require.notNegative(monthlyMinor, "monthlyMinor");
        Require.notNegative(yearlyMinor, "yearlyMinor");
    }

    /** The price of one interval in minor units. */
    public long of(BillingInterval interval) {
        return switch (interval) {
            case MONTH -> monthlyMinor;
            case YEAR -> yearlyMinor;
        };
    }
}
