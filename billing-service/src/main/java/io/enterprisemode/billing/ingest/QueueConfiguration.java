package io.enterprisemode.billing.ingest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How usage is queued and taken from the queue. */
@ConfigMapping(prefix = "enterprise.usage-queue")
interface QueueConfiguration {

    /** How many events may wait for Kafka's acknowledgement; beyond that requests are answered 503 with Retry-After. */
    @WithDefault("20000")
    int mostInFlight();

    /** How long an acknowledgement may take before the request is answered 503. */
    @WithDefault("PT10S")
    Duration patience();

    /** How many events the consumer takes from the topic at once: {@code max.poll.records} of its channel. */
    int batch();

    /**
     * How long an event of a workspace that is not known here is put back into the queue while the view of workspaces
     * is older than the event. It is counted from when the event was accepted or the consumer started. After that the
     * event becomes a dead letter.
     */
    @WithDefault("PT30S")
    Duration workspacePatience();
}
