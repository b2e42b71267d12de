package io.enterprisemode.billing.metering;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/**
 * How long raw usage is kept, and what follows from it. An event is its own identity: once it is dropped, it can no
 * longer be determined whether it was counted. So nothing is taken in that may have been dropped: an event is dropped
 * when it came in before the window, and taken in only when it happened inside the window by at least {@link #MARGIN}.
 * It cannot have come in more than {@link LatenessRule#MOST_AHEAD} before it happened; the margin covers that and
 * clocks that differ. What was answered as counted can thus be sent again at any time and is never counted twice.
 *
 * @param window how long, from when the event came in
 */
public record UsageRetention(Period window) {

    /** Between what is dropped and what is taken in. */
    static final Duration MARGIN = Duration.ofDays(1);

    /** How far back a backfill may go, if the window allows it. */
    static final Period LONGEST_BACKFILL = Period.ofYears(2);

    private static final Period SHORTEST = Period.ofDays(60);

    public UsageRetention {
        Instant anyTime = Instant.EPOCH.plus(Duration.ofDays(10_000));
        if (before(anyTime, window).isAfter(before(anyTime, SHORTEST))) {
            throw new IllegalArgumentException("raw usage must be kept for at least " + SHORTEST + ", not " + window);
        }
    }

    /** What came in before this instant is dropped. */
    public Instant dropsBefore(Instant now) {
        return before(now, window);
    }

    /** The earliest time of an event that a backfill may bring. */
    Instant earliest(Instant now) {
        Instant kept = dropsBefore(now).plus(MARGIN);
        Instant usual = before(now, LONGEST_BACKFILL);
        return kept.isAfter(usual) ? kept : usual;
    }

    private static Instant before(Instant instant, Period period) {
        return instant.atOffset(ZoneOffset.UTC).minus(period).toInstant();
    }
}
