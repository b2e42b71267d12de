package io.enterprisemode.testkit.embedded;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.teams.Heartbeat;
import io.enterprisemode.testkit.kafka.Publisher;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Publishes a heartbeat on the access topics every 500 ms, as teams-service does; {@link Heartbeats} pauses it. */
final class HeartbeatSender {

    static final String PAUSED = "enterprise.testkit.heartbeat.paused";

    private static final long PERIOD_MILLIS = 500;

    private static @Nullable ScheduledExecutorService scheduler;

    private HeartbeatSender() {}

    static synchronized Map<String, String> start() {
        if (scheduler == null) {
            scheduler = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("heartbeat").factory());
            var _ = scheduler.scheduleWithFixedDelay(HeartbeatSender::beat, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
        return Map.of();
    }

    private static void beat() {
        if (Boolean.getBoolean(PAUSED)) {
            return;
        }
        Instant now = Instant.now();
        Event event = Event.of(
                EventTypes.HEARTBEAT, new Heartbeat(now), UUID.randomUUID(), URI.create("/teams-service"), now, null);
        EventTypes.HEARTBEAT.topics().forEach(topic -> Publisher.publish(topic, event));
    }
}
