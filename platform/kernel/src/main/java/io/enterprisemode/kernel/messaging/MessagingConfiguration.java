package io.enterprisemode.kernel.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How events travel. */
@ConfigMapping(prefix = "enterprise.messaging")
public interface MessagingConfiguration {

    /** Whether the relay and the consumers run; switched off in tests that need neither. */
    @WithDefault("true")
    boolean enabled();

    /** How long the relay waits for a wake-up before it looks by itself. */
    @WithDefault("PT1S")
    Duration relayInterval();

    /** How many events of one topic the relay has under way at a time. */
    @WithDefault("500")
    int relayBatch();

    /** Topics that get a heartbeat after everything committed has been published; only teams-service names any. */
    Optional<List<String>> heartbeatTopics();

    /** How often a heartbeat is sent. */
    @WithDefault("PT0.5S")
    Duration heartbeatInterval();

    /** How many records a consumer takes in at once. */
    @WithDefault("500")
    int consumerBatch();

    /**
     * How long a consumer may say nothing before its group gives its partitions to another one. It goes on polling
     * while it waits, so this is for one that hangs.
     */
    @WithDefault("PT10M")
    Duration pollInterval();

    /** The longest pause between two tries of a batch that cannot be written for now. */
    @WithDefault("PT5S")
    Duration retryMaximum();

    /** How long published events stay in the outbox, to be looked at. */
    @WithDefault("P3D")
    Duration outboxRetention();

    /**
     * How long it is remembered what was taken in, and which dead letters were decided on: longer than any topic but
     * the compacted ones keeps a record, as whatever is still there may be sent again.
     */
    @WithDefault("P120D")
    Duration inboxRetention();
}
