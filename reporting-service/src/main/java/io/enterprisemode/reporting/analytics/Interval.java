package io.enterprisemode.reporting.analytics;

import java.time.Duration;
import java.util.Locale;

/** How long one bucket of a series is. */
enum Interval {
    HOUR(Duration.ofDays(31), Duration.ofDays(2)),
    DAY(Duration.ofDays(731), Duration.ofDays(29));

    private final Duration longest;
    private final Duration usual;

    Interval(Duration longest, Duration usual) {
        this.longest = longest;
        this.usual = usual;
    }

    /** The longest time that one answer covers. */
    Duration longest() {
        return longest;
    }

    /** How far before the end the first bucket lies when no start is given. */
    Duration usual() {
        return usual;
    }

    /** The name in the interface. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
