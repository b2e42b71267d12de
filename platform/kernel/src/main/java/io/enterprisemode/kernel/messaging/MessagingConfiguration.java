package io.enterprisemode.kernel.messaging;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of the outbox relay and the consumers. */
@ConfigMapping(prefix = "enterprise.messaging")
public interface MessagingConfiguration {

    /** Whether the relay and the consumers run; switched off in tests that need neither. */
    @WithDefault("true")
    boolean enabled();

    /** How long the relay waits for a notification before it polls the outbox. */
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
     * How long a consumer may not poll before its partitions are assigned to another one. A consumer continues to poll
     * while it waits, so this applies only to a consumer that hangs.
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
     * How long processed events and decisions on dead letters are kept. It is longer than the retention of all topics
     * that are not compacted, because a record that is still on a topic may be delivered again.
     */
    @WithDefault("P120D")
    Duration inboxRetention();
}
