package io.enterprisemode.gateway.limit;

import io.enterprisemode.web.problem.RateLimit;

/**
 * Where a caller stands against a limit.
 *
 * @param allowed whether this one is within it
 */
record RateLimitDecision(LimitKind kind, boolean allowed, RateLimit limit) {

    /** Whether less than a tenth is left, so that the caller should slow down. */
    boolean isNearlySpent() {
        return limit.left() < limit.quota() / 10;
    }
}
