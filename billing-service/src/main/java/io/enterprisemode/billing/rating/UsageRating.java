package io.enterprisemode.billing.rating;

import io.enterprisemode.billing.money.MinorUnits;
import java.math.BigDecimal;

/** What the usage of one meter costs: the quantity beyond the included one, times the unit price. */
public final class UsageRating {

    private UsageRating() {}

    /**
     * The quantity beyond the included one, never negative.
     *
     * @param usage in the meter's unit
     * @param included in the meter's unit, without charge
     */
    public static long overage(long usage, long included) {
        return usage <= included ? 0 : Math.subtractExact(usage, included);
    }

    /**
     * The price of a quantity in minor units of the currency, rounded HALF_UP once.
     *
     * @param unitPrice of one unit, in major units of the currency
     */
    public static long amountMinor(long quantity, BigDecimal unitPrice, String currency) {
        return MinorUnits.ofMajor(BigDecimal.valueOf(quantity).multiply(unitPrice), currency);
    }
}
