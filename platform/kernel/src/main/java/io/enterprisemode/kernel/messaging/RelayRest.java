package io.enterprisemode.kernel.messaging;

import java.time.Duration;

/**
 * How long the relay rests after a round, so that what comes in meanwhile is sent together: the fewer rounds, the less
 * do PostgreSQL, Kafka and all consumers have to do for an event. An event that comes in after that is sent at once.
 */
final class RelayRest {

    /** The relay works a fifth of the time at most, so it slows down by itself where everything is slow. */
    private static final int TIMES_THE_ROUND = 4;

    private static final Duration LONGEST = Duration.ofMillis(100);

    private RelayRest() {}

    /** The rest after a round that took so long. */
    static Duration after(Duration round) {
        Duration rest = round.multipliedBy(TIMES_THE_ROUND);
        return rest.compareTo(LONGEST) < 0 ? rest : LONGEST;
    }
}
