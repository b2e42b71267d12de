package io.enterprisemode.reporting.revenue;

import io.enterprisemode.contracts.billing.BillingInterval;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which an organization was on one plan at one price; trials and free plans have the price 0.
 *
 * @param from included
 * @param to excluded; null: still running
 * @param priceMinor of one interval, in minor units
 */
public record SubscriptionSpan(Instant from, @Nullable Instant to, BillingInterval interval, long priceMinor) {

    private static final BigDecimal MONTHS_OF_A_YEAR = BigDecimal.valueOf(12);

    /** What it brings per month in minor units; a year's price is divided by 12 and rounded HALF_UP. */
    public long monthlyMinor() {
        return switch (interval) {
            case MONTH -> priceMinor;
            case YEAR ->
                BigDecimal.valueOf(priceMinor)
                        .divide(MONTHS_OF_A_YEAR, 0, RoundingMode.HALF_UP)
                        .longValueExact();
        };
    }

    /** Whether it was in force at the last instant before this one. */
    public boolean inForceJustBefore(Instant end) {
        return from.isBefore(end) && (to == null || !to.isBefore(end));
    }
}
