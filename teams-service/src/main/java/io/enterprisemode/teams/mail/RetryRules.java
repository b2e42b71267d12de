package io.enterprisemode.teams.mail;

import java.time.Duration;

/** When an e-mail that was not taken is tried again: after 10 s, then twice as long each time, up to an hour. */
public final class RetryRules {

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int DOUBLINGS_TO_LONGEST = 9;

    private RetryRules() {}

    /**
     * How long to wait.
     *
     * @param attempts how often it has been tried, from 1
     */
    public static Duration pauseAfter(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts start at 1: " + attempts);
        }
        Duration pause = FIRST.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_TO_LONGEST));
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
}
