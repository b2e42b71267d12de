package io.enterprisemode.gateway.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a service is.
 *
 * @param name such as {@code billing}
 * @param latencyMillis how long its readiness took to answer; null when it did not
 * @param checkedAt when it was looked at last; null before the first time
 * @param since since when it has this status
 */
public record ServiceHealth(
        String name,
        Status status,
        @Nullable Long latencyMillis,
        @Nullable Instant checkedAt,
        @Nullable Instant since) {

    /** Up: it answers and is ready. Unknown: it has not been looked at lately. */
    public enum Status {
        up,
        down,
        unknown
    }

    static ServiceHealth unknown(String name) {
        return new ServiceHealth(name, Status.unknown, null, null, null);
    }

    ServiceHealth seen(Status now, @Nullable Long millis, Instant at) {
        return new ServiceHealth(name, now, millis, at, status == now && since != null ? since : at);
    }
}
