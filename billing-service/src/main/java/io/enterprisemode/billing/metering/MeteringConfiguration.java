package io.enterprisemode.billing.metering;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.Period;

/** How usage is taken in and published. */
@ConfigMapping(prefix = "enterprise.metering")
public interface MeteringConfiguration {

    /** Whether changed hours are published to Kafka. */
    @WithDefault("true")
    boolean publish();

    /**
     * How long the publisher pauses when nothing is left to publish; with the round trips, this is the delay of a
     * change.
     */
    @WithDefault("PT0.25S")
    Duration publishInterval();

    /** How many changed hours are published at once. */
    @WithDefault("5000")
    int publishBatch();

    /** How many lines of a backfill are one transaction. */
    @WithDefault("1000")
    int backfillChunk();

    /**
     * How long a chunk of a backfill is tried again while another transaction holds the organization's locks or too
     * much waits. It is shorter than the idle timeout of any proxy in front (the gateway: a minute).
     */
    @WithDefault("PT45S")
    Duration backfillPatience();

    /**
     * How long usage of a workspace that is not known here waits for the view of workspaces to be up to date. Usually
     * that is half a second; a request whose workspace is unknown still is answered 503 then, unless the view was kept
     * up to date meanwhile.
     */
    @WithDefault("PT5S")
    Duration workspacePatience();

    /** How requests share transactions. */
    Writing writing();

    /** How long raw usage is kept. */
    Retention retention();

    /** How long raw usage is kept; hours, counters and invoices stay for good. */
    interface Retention {

        /**
         * From when an event came in; at least 60 days. Backfills may bring nothing older, as it could not be
         * determined whether it was counted.
         */
        @WithDefault("P25M")
        Period window();

        /** How often old rows are looked for; {@code off}: never. */
        @WithDefault("1h")
        String every();

        /** How much time is dropped between two looks for the oldest row. */
        @WithDefault("PT1H")
        Duration slice();

        /** How many rows are dropped in one transaction. */
        @WithDefault("5000")
        int batch();
    }

    /** How requests share transactions. */
    interface Writing {

        /** How many transactions are under way at once in this process, of what is new and far from limits. */
        @WithDefault("3")
        int lanes();

        /**
         * How many besides of everything else: repeated events, limits that are near, other aggregations than sums,
         * backfills.
         */
        @WithDefault("2")
        int fullLanes();

        /**
         * How long a transaction waits for a lock, to the millisecond. Many requests share the transaction; an
         * organization whose lock was not free waits apart from then on. Reservations wait thirty times as long, as
         * another replica, or another version during an upgrade, may be slow to commit.
         */
        @WithDefault("PT0.1S")
        Duration lockTimeout();

        /**
         * How long requests of an organization wait for a lock that another transaction holds, before they are answered
         * with 503 and Retry-After.
         */
        @WithDefault("PT10S")
        Duration patience();

        /** How many events may wait; beyond it requests are refused with 503. */
        @WithDefault("20000")
        int queue();

        /** How many of them may be of one organization, so that it leaves room to the others. */
        @WithDefault("10000")
        int queueOfOne();

        /** How many events are written in one transaction, unless a single request has more. */
        @WithDefault("1000")
        int transaction();
    }
}
