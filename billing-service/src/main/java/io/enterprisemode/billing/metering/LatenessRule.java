package io.enterprisemode.billing.metering;

import java.time.Duration;
import java.time.Instant;

/** How far the time of a usage event may lie from its arrival; both limits themselves are allowed. */
public final class LatenessRule {

    /** How far ahead, for clocks that are not quite right. */
    public static final Duration MOST_AHEAD = Duration.ofMinutes(5);

    /** How far back, for producers that were cut off; older usage comes by backfill. */
    public static final Duration MOST_BEHIND = Duration.ofDays(35);

    /**
     * How far back the arrival that a record of the queue states may lie: as long as the record may wait in the queue
     * and, if it is refused, as a dead letter.
     */
    public static final Duration MOST_QUEUED = Duration.ofDays(90);

    private LatenessRule() {}

    /** Whether the arrival that a record of the queue states is possible now. */
    public static boolean admitsArrival(Instant receivedAt, Instant now) {
        return !receivedAt.isAfter(now.plus(MOST_AHEAD)) && !receivedAt.isBefore(now.minus(MOST_QUEUED));
    }

    /** Whether an event of this time may be taken in at that instant. */
    public static boolean admits(Instant time, Instant receivedAt) {
        return !isTooFarAhead(time, receivedAt) && !isTooOld(time, receivedAt);
    }

    /** Whether an event that arrived at the latest at an instant may be of a time from another one on. */
    public static boolean admitsSome(Instant from, Instant latestArrival) {
        return !isTooFarAhead(from, latestArrival);
    }

    /** Whether the time is more than {@link #MOST_AHEAD} after the arrival. */
    public static boolean isTooFarAhead(Instant time, Instant receivedAt) {
        return time.isAfter(receivedAt.plus(MOST_AHEAD));
    }

    /** Whether the time is more than {@link #MOST_BEHIND} before the arrival. */
    public static boolean isTooOld(Instant time, Instant receivedAt) {
        return time.isBefore(receivedAt.minus(MOST_BEHIND));
    }
}
