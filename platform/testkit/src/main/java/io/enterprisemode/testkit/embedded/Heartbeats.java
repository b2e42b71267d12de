package io.enterprisemode.testkit.embedded;

/** Switches the heartbeats of the access topics off and on, to let the view of a service grow stale. */
public final class Heartbeats {

    private Heartbeats() {}

    /** No more heartbeats, until {@link #resume()}. */
    public static void pause() {
        System.setProperty(HeartbeatSender.PAUSED, "true");
    }

    /** Heartbeats again. */
    public static void resume() {
        System.clearProperty(HeartbeatSender.PAUSED);
    }
}
