package io.enterprisemode.contracts.billing;

/** How long one billing period is. */
public enum BillingInterval {
    MONTH(1),
    YEAR(12);

    private final int months;

    BillingInterval(int months) {
        this.months = months;
    }

    /** How many months it is. */
    public int months() {
        return months;
    }
}
