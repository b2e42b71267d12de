package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.BillingInterval;

/** Of which prices the rest is credited when a subscription is canceled in the middle of what is paid. */
public enum CancellationCredit {
    /** Of none: the fee is kept. */
    NONE,
    /** Of monthly prices. */
    MONTHLY,
    /** Of monthly and of yearly prices. */
    ALWAYS;

    /** Whether the rest of a price of this interval is credited. */
    public boolean credits(BillingInterval interval) {
        return switch (this) {
            case NONE -> false;
            case MONTHLY -> interval == BillingInterval.MONTH;
            case ALWAYS -> true;
        };
    }
}
