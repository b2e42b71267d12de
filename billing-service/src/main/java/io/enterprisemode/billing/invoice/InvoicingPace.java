package io.enterprisemode.billing.invoice;

import java.time.Duration;
import java.time.Instant;

/**
 * How fast the scheduler invoices: as many organizations at the same time as are configured. Where requests come in,
 * whose answers would wait for it otherwise, it is one at a time, with a rest after each that is as long as it took.
 */
final class InvoicingPace {

    /** Requests per second that it makes way for; fewer are those of people and of probes. */
    private static final long MANY_REQUESTS = 50;

    private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);

    private final int most;
    private long requests;
    private Instant since;
    /** Read by whichever thread ends a document. */
    private volatile boolean isBeside;

    /**
     * @param most organizations at the same time
     * @param requests that came in until now
     */
    InvoicingPace(int most, long requests, Instant now) {
        this.most = most;
        this.requests = requests;
        this.since = now;
    }

    /** How long to rest after an organization that took so long. */
    Duration rest(Duration took) {
        return isBeside ? took : Duration.ZERO;
    }

    /**
     * How many organizations at the same time from now on.
     *
     * @param requestsUntilNow that came in, of the same count
     */
    int concurrency(long requestsUntilNow, Instant now) {
        Duration time = Duration.between(since, now);
        if (time.compareTo(SHORTEST_LOOK) >= 0) {
            isBeside = (requestsUntilNow - requests) * 1_000 > MANY_REQUESTS * time.toMillis();
            requests = requestsUntilNow;
            since = now;
        }
        return isBeside ? 1 : most;
    }
}
