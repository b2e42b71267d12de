package io.enterprisemode.client.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a request is repeated: exponential, with a random half, so that many clients do not repeat at
 * the same time.
 *
 * @param first the pause after the first failure
 * @param longest the pause that is never exceeded, unless the service asks for more
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    /**
     * The pause after so many failures in a row.
     *
     * @param failures from 1
     * @param atLeast what the service asks for (Retry-After)
     */
    public Duration pause(int failures, Duration atLeast) {
        double full = Math.min((double) longest.toNanos(), first.toNanos() * Math.pow(2, failures - 1.0));
        Duration drawn = Duration.ofNanos((long) (full * (1 + random.nextDouble()) / 2));
        return drawn.compareTo(atLeast) < 0 ? atLeast : drawn;
    }
}
