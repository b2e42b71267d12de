package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The periods of a billing cycle. Period n starts at the anchor plus n intervals in UTC, at the same time of day, on
 * the anchor's day or, if the month is shorter, on its last. It is always computed from the anchor, never from the last
 * end: after 31 January and 29 February comes 31 March.
 */
public final class BillingPeriods {

    private BillingPeriods() {}

    /** Period n of the cycle. */
    public static BillingPeriod period(Instant anchor, BillingInterval interval, long n) {
        return new BillingPeriod(n, start(anchor, interval, n), start(anchor, interval, Math.addExact(n, 1)));
    }

    /** The period that contains the instant; empty when the instant is before the anchor. */
    public static Optional<BillingPeriod> containing(Instant anchor, BillingInterval interval, Instant at) {
        if (at.isBefore(anchor)) {
            return Optional.empty();
        }
        long months = ChronoUnit.MONTHS.between(
                utc(anchor).toLocalDate().withDayOfMonth(1),
                utc(at).toLocalDate().withDayOfMonth(1));
        long n = months / interval.months();
        return Optional.of(period(anchor, interval, start(anchor, interval, n).isAfter(at) ? n - 1 : n));
    }

    private static Instant start(Instant anchor, BillingInterval interval, long n) {
        return utc(anchor).plusMonths(Math.multiplyExact(n, interval.months())).toInstant(ZoneOffset.UTC);
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
