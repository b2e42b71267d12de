package io.enterprisemode.contracts.billing;

/** How long one billing period is. */
public enum BillingInterval {
    MONTH,
    YEAR
}
