package io.enterprisemode.teams.allowance;

import io.enterprisemode.web.problem.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often something may be done in a sliding window of time.
 *
 * @param policy name in the {@code RateLimit} fields
 * @param quota 0: no limit
 * @param window the length
 */
record Allowance(String policy, int quota, Duration window) {

    Allowance {
        if (quota < 0 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException(policy + " must not be negative: " + quota + " in " + window);
        }
    }

    boolean isLimited() {
        return quota > 0;
    }

    /** The start of the window that ends now. */
    Instant since(Instant now) {
        return now.minus(window);
    }

    /**
     * The limit that stands in the way of doing it once more; empty when there is room.
     *
     * @param done how often it was done {@link #since} then
     * @param oldest when it was first done since then; null: never
     */
    Optional<RateLimit> refusal(long done, @Nullable Instant oldest, Instant now) {
        if (!isLimited() || done < quota) {
            return Optional.empty();
        }
        Duration reset = oldest == null ? window : Duration.between(now, oldest.plus(window));
        return Optional.of(new RateLimit(policy, quota, window, reset));
    }
}
