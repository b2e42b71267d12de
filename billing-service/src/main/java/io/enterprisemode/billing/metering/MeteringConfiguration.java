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
}
