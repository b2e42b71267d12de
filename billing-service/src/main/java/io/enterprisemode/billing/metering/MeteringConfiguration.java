package io.enterprisemode.billing.metering;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How usage is taken in and told. */
@ConfigMapping(prefix = "enterprise.metering")
interface MeteringConfiguration {

    /** Whether changed hours are published to Kafka. */
    @WithDefault("true")
    boolean publish();

    /** How long the publisher rests when nothing is left to publish: with the round trips, the delay of a change. */
    @WithDefault("PT0.25S")
    Duration publishInterval();

    /** How many changes are published at once. */
    @WithDefault("2000")
    int publishBatch();

    /** How many lines of a backfill are one transaction. */
    @WithDefault("1000")
    int backfillChunk();

    /** How requests share transactions. */
    Writing writing();

    /** How requests share transactions. */
    interface Writing {

        /** How many transactions are under way at once in this process; an organization keeps to one of them. */
        @WithDefault("2")
        int lanes();

        /** How many events may wait; beyond it requests are refused with 503. */
        @WithDefault("20000")
        int queue();

        /** How many of them may be of one organization, so that it leaves room to the others. */
        @WithDefault("10000")
        int queueOfOne();

        /** How many events are written in one transaction, unless a single request has more. */
        @WithDefault("1000")
        int transaction();

        /** How long the first request of a transaction waits for company, while requests come in company at all. */
        @WithDefault("PT0.002S")
        Duration longestWait();
    }
}
