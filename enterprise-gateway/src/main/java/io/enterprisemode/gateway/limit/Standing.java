package io.enterprisemode.gateway.limit;

import java.time.Duration;

/**
 * Where a caller stands against a limit, in the terms of draft-ietf-httpapi-ratelimit-headers-10.
 *
 * @param allowed whether this one is within it
 * @param left how many more are
 * @param until when one more is, when none is left; else when all are again
 */
record Standing(LimitKind kind, RateLimit limit, boolean allowed, long left, Duration until) {

    /** {@code RateLimit-Policy}. */
    String policyHeader() {
        return "\"" + kind.policy() + "\";q=" + limit.most() + ";w="
                + limit.per().toSeconds();
    }

    /** {@code RateLimit}. */
    String stateHeader() {
        return "\"" + kind.policy() + "\";r=" + left + ";t=" + seconds();
    }

    /** Whole seconds, rounded up; at least 1. */
    long seconds() {
        return Math.max(1, (until.toMillis() + 999) / 1_000);
    }

    /** Whether a caller had better slow down: less than a tenth is left. */
    boolean isNearlySpent() {
        return left < limit.most() / 10;
    }
}
