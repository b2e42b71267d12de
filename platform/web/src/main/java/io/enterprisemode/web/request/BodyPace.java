package io.enterprisemode.web.request;

import java.time.Duration;

/**
 * The minimum rate at which a body must arrive, after a time of grace. So every body ends in bounded time, and a stream
 * may continue as long as data arrives.
 *
 * @param grace the waiting time that is allowed in addition to the rate
 * @param bytesPerSecond the minimum rate beyond it, at least 1
 */
public record BodyPace(Duration grace, long bytesPerSecond) {

    private static final long MILLIS_PER_SECOND = 1_000;

    public BodyPace {
        if (grace.isNegative() || bytesPerSecond < 1) {
            throw new IllegalArgumentException(
                    "no pace of a body: " + grace + ", " + bytesPerSecond + " bytes a second");
        }
    }

    /**
     * How much longer the next bytes may be waited for; zero or less: the body is too slow.
     *
     * @param waited how long the client has been waited for since the beginning
     * @param received bytes that came
     */
    public Duration left(Duration waited, long received) {
        Duration earned = Duration.ofSeconds(received / bytesPerSecond)
                .plusMillis(received % bytesPerSecond * MILLIS_PER_SECOND / bytesPerSecond);
        return grace.plus(earned).minus(waited);
    }

    /** What a client whose body is too slow is told. */
    public String refusal() {
        return "The body came too slowly: at least " + bytesPerSecond
                + " bytes a second are expected, beyond the first " + grace.toSeconds() + " seconds.";
    }
}
