package io.enterprisemode.billing.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events of a workspace in a part of a usage period, for meters of MAX and LATEST: all of its own, or the billable ones
 * among them.
 */
final class OwnEvents {

    private long events;

    /** The greatest quantity; 0 without events. */
    private long greatest;

    /** The quantity of the last one; 0 without events. */
    private long last;

    /** The last one; null without events. */
    private @Nullable EventOrder latest;

    /** None. */
    OwnEvents() {}

    /** @param latest the last one; null without events */
    OwnEvents(long events, long greatest, long last, @Nullable EventOrder latest) {
        this.events = events;
        this.greatest = greatest;
        this.last = last;
        this.latest = latest;
    }

    OwnEvents copy() {
        return new OwnEvents(events, greatest, last, latest);
    }

    /** The same events as the version before has billed them: their quantities without what was not billed. */
    OwnEvents without(long unbilled) {
        return new OwnEvents(events, Math.max(0, greatest - unbilled), Math.max(0, last - unbilled), latest);
    }

    long events() {
        return events;
    }

    boolean isEmpty() {
        return events == 0;
    }

    long greatest() {
        return greatest;
    }

    long last() {
        return last;
    }

    @Nullable
    EventOrder latest() {
        return latest;
    }

    /** Whether the event is later than all of these. */
    boolean isLater(UsageEvent event, Instant receivedAt) {
        return latest == null || order(event, receivedAt).compareTo(latest) >= 0;
    }

    void add(UsageEvent event, Instant receivedAt) {
        greatest = Math.max(greatest, event.quantity());
        if (isLater(event, receivedAt)) {
            last = event.quantity();
            latest = order(event, receivedAt);
        }
        events++;
    }

    private static EventOrder order(UsageEvent event, Instant receivedAt) {
        return new EventOrder(event.time(), receivedAt, event.key());
    }
}
