package io.enterprisemode.reporting.analytics;

import java.time.Duration;
import java.time.Instant;

/** A time {@code [from, to)}; an hour of usage is in it when the hour starts in it. */
record Window(Instant from, Instant to) {

    /** The window just as long that ends where this one starts. */
    Window previous() {
        return new Window(from.minus(Duration.between(from, to)), from);
    }
}
