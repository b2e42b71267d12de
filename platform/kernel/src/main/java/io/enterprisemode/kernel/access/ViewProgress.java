package io.enterprisemode.kernel.access;

import java.time.Instant;

/**
 * How far a view has read its topic. The publisher regularly sends a heartbeat: it states that everything that was
 * committed before its instant is on the topic. A view that has applied the heartbeat has applied all of that.
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
     * Whether the view has everything that was committed before the instant. At least one heartbeat must have been
     * applied since then, so that a publisher's clock that is ahead does not give a wrong result.
     *
     * @param then how far the view had come at that instant
     */
    public boolean reaches(Instant instant, ViewProgress then) {
        return heartbeats > then.heartbeats && !at.isBefore(instant);
    }

    /**
     * Whether the view has been kept up to date since then. It is so after two more heartbeats, because the second one
     * was sent after then. It is used where the publisher's clock is behind.
     */
    public boolean hasAdvancedSince(ViewProgress then) {
        return heartbeats >= then.heartbeats + 2;
    }
}
