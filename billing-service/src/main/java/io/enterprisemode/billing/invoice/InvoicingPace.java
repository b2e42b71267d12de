package io.enterprisemode.billing.invoice;

import java.time.Duration;

/**
 * How fast the scheduler invoices: many organizations at the same time. Where requests come in, whose answers would
 * wait for it otherwise, it is one at a time, with a rest after each that is four times as long as it took: consumers
 * of its events have as much to do again. Several threads ask.
 */
final class InvoicingPace {

    /** Requests per second that it makes way for; fewer are those of people and of probes. */
    private static final long MANY_REQUESTS = 50;

    /** How many times as long as it worked. */
    private static final int REST = 9;

    private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);

    private long requests;
    private long since;
    private boolean isBeside;

    /**
     * @param requests that came in until now
     * @param nanos {@link System#nanoTime} now
     */
    InvoicingPace(long requests, long nanos) {
        this.requests = requests;
        this.since = nanos;
    }

    /** How long to rest after an organization that took so long. */
    synchronized Duration rest(Duration took) {
        return isBeside ? took.multipliedBy(REST) : Duration.ZERO;
    }

    /**
     * Whether many requests come in beside it.
     *
     * @param requestsUntilNow that came in, of the same count
     */
    synchronized boolean isBeside(long requestsUntilNow, long nanos) {
        Duration time = Duration.ofNanos(nanos - since);
        if (time.compareTo(SHORTEST_LOOK) >= 0) {
            isBeside = (requestsUntilNow - requests) * 1_000 > MANY_REQUESTS * time.toMillis();
            requests = requestsUntilNow;
            since = nanos;
        }
        return isBeside;
    }
}
