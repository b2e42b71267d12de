package io.enterprisemode.web.problem;

import java.time.Duration;

/**
 * The state of an allowance (a quota of actions in a time), for the fields of draft-ietf-httpapi-ratelimit-headers.
 *
 * @param policy name of the allowance
 * @param quota how much it allows
 * @param window in how long
 * @param left how much of it is left
 * @param reset from now, the time until one more is allowed when nothing is left, otherwise until the whole quota is
 *     available again
 */
public record RateLimit(String policy, long quota, Duration window, long left, Duration reset) {

    /** The field that tells the allowance. */
    public static final String POLICY_FIELD = "RateLimit-Policy";

    /** The field that tells what is left of it. */
    public static final String FIELD = "RateLimit";

    public RateLimit {
        if (!policy.matches("[a-z-]+") || quota < 1 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("no allowance: " + policy + ", " + quota + " in " + window);
        }
    }

    /** One that is used up. */
    public RateLimit(String policy, long quota, Duration window, Duration reset) {
        this(policy, quota, window, 0, reset);
    }

    /** Such as {@code "mails-to-recipient";q=5;w=3600}. */
    public String policyField() {
        return "\"" + policy + "\";q=" + quota + ";w=" + window.toSeconds();
    }

    /** Such as {@code "mails-to-recipient";r=0;t=1200}. */
    public String field() {
        return "\"" + policy + "\";r=" + left + ";t=" + secondsToReset();
    }

    /** {@link #reset} in whole seconds, rounded up, at least one. */
    public long secondsToReset() {
        return Math.max(1, reset.plusMillis(999).toSeconds());
    }
}
