package io.enterprisemode.client.internal;

import java.time.Duration;

/** How the time between two tries passes. */
@FunctionalInterface
public interface Pause {
    /** Returns after the duration. */
    void take(Duration duration) throws InterruptedException;
}
