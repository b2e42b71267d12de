package io.enterprisemode.kernel.messaging;

import java.time.Duration;
import java.time.Instant;

/**
 * When the relay sends the next heartbeat: at a fixed interval, and soon after events, because requests may wait until
 * consumers have them.
 */
final class HeartbeatSchedule {

    private static final Duration AFTER_EVENTS = Duration.ofMillis(100);

    private final Duration interval;
    private Instant next = Instant.EPOCH;
    private Instant lastEvents = Instant.EPOCH;

    /**
     * The first is due at once.
     *
     * @param interval how often one is sent where there are no events
     */
    HeartbeatSchedule(Duration interval) {
        this.interval = interval;
    }

    boolean isDue(Instant now) {
        return !now.isBefore(next);
    }

    /** A heartbeat of that instant was sent; it says nothing of events that were published after. */
    void sent(Instant at) {
        next = at.plus(interval);
        if (lastEvents.isAfter(at)) {
            published(lastEvents);
        }
    }

    /** Events were published that consumers of heartbeats take in. */
    void published(Instant at) {
        lastEvents = at;
        Instant soon = at.plus(AFTER_EVENTS);
        if (soon.isBefore(next)) {
            next = soon;
        }
    }

    /** How long it is until the next; zero or less: it is due. */
    Duration untilDue(Instant now) {
        return Duration.between(now, next);
    }
}
