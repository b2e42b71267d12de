package io.enterprisemode.kernel.access;

import java.time.Instant;

/**
 * How far a view that follows a topic has come. The publisher says from time to time, by a heartbeat, that everything
 * committed before that instant is on the topic; a view that has applied the heartbeat has applied all of that, too.
 *
 * @param at of the newest heartbeat, by the publisher's clock
 * @param heartbeats how many times one was applied
 */
public record ViewProgress(Instant at, long heartbeats) {

    /** Nothing was applied yet. */
    public static final ViewProgress NONE = new ViewProgress(Instant.EPOCH, 0);

    /** After another heartbeat was applied. */
    ViewProgress after(Instant heartbeat) {
        return new ViewProgress(heartbeat, heartbeats + 1);
    }

    /**
     * Whether the view has everything that was committed before the instant. A clock of the publisher that is ahead
     * does not mislead: one more heartbeat than then must have been applied.
     *
     * @param then how far the view had come at that instant
     */
    public boolean reaches(Instant instant, ViewProgress then) {
        return heartbeats > then.heartbeats && !at.isBefore(instant);
    }

    /**
     * Whether the view has been kept up to date since then: of two heartbeats that were applied one after another, the
     * second was sent after. It is what can be said where the publisher's clock is behind.
     */
    public boolean goesOnSince(ViewProgress then) {
        return heartbeats >= then.heartbeats + 2;
    }
}
