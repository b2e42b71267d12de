package io.enterprisemode.client.usage;

import java.time.Duration;

/** How the time between two tries passes. */
@FunctionalInterface
interface Pause {
    void take(Duration duration) throws InterruptedException;
}
