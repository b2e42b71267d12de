package io.enterprisemode.web.request;

import java.time.Duration;

/**
 * How slowly a body may come: at a least rate, after a time in which that does not matter. So a body of any length has
 * an end, and a stream may go on for as long as it moves.
 *
 * @param grace waiting that costs nothing
 * @param bytesPerSecond the least rate beyond it, at least 1
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
