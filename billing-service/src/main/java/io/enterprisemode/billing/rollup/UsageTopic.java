package io.enterprisemode.billing.rollup;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way to {@code billing.usage.recorded.v1}. It has a producer of its own beside the outbox relay, so that a flood
 * of hours does not stand before subscriptions and invoices.
 */
@ApplicationScoped
class UsageTopic {

    private static final Logger LOG = Logger.getLogger(UsageTopic.class);

    private final String bootstrap;
    private @Nullable KafkaProducer<String, byte[]> producer;

    UsageTopic(@ConfigProperty(name = "enterprise.kafka") String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** Sends the events in their order; completes when Kafka has acknowledged them all. */
    Uni<Void> send(List<Event> events) {
        return Uni.createFrom()
                .completionStage(() -> acknowledged(events))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private CompletableFuture<Void> acknowledged(List<Event> events) {
        KafkaProducer<String, byte[]> open = open();
        return CompletableFuture.allOf(
                events.stream().map(event -> send(open, event)).toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Void> send(KafkaProducer<String, byte[]> open, Event event) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        Future<RecordMetadata> seenByTheCallback = open.send(record(event), (metadata, failure) -> {
            if (failure == null) {
                acknowledged.complete(null);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        LOG.tracef("sent %s: %s", event.key(), seenByTheCallback);
        return acknowledged;
    }

    private static ProducerRecord<String, byte[]> record(Event event) {
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>(EventTypes.USAGE_RECORDED.topic(), event.key(), event.value());
        event.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }

    private synchronized KafkaProducer<String, byte[]> open() {
        if (producer == null) {
            Map<String, Object> settings = new HashMap<>();
            settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
            settings.put(ProducerConfig.CLIENT_ID_CONFIG, "billing-usage");
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
            settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 65_536);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000);
            settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
            settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
            producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    synchronized void close(@Observes ShutdownEvent stopped) {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
            producer = null;
        }
    }
}
