package io.enterprisemode.billing.metering;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/**
 * Which of two events is the later one: by their times, then by their arrivals, then by their keys, as PostgreSQL
 * orders what is stored of them. So the order does not depend on which event is written first, is the same in every
 * replica, and is the same when it is computed again from the stored events.
 *
 * @param receivedAt when it came in, as it is stored with the event
 */
record EventOrder(Instant time, Instant receivedAt, UUID key) implements Comparable<EventOrder> {

    private static final Comparator<EventOrder> ORDER = Comparator.comparing(EventOrder::time)
            .thenComparing(EventOrder::receivedAt)
            .thenComparing(
                    EventOrder::key,
                    (one, other) -> one.getMostSignificantBits() == other.getMostSignificantBits()
                            ? Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits())
                            : Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits()));

    /** An event of which only the time is known; it is before all others of that time. */
    static EventOrder ofTime(Instant time) {
        return new EventOrder(time, Instant.EPOCH, new UUID(0, 0));
    }

    @Override
    public int compareTo(EventOrder other) {
        return ORDER.compare(this, other);
    }
}
