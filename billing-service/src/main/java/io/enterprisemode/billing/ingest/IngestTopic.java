package io.enterprisemode.billing.ingest;

import io.enterprisemode.contracts.billing.QueuedUsage;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends to the topic {@code billing.usage.ingest.v1}. All replicas acknowledge a record, and the number of records
 * without acknowledgement is bounded. Batches are large and wait a few milliseconds for more records, as many requests
 * share the producer.
 */
@ApplicationScoped
class IngestTopic {

    private static final Logger LOG = Logger.getLogger(IngestTopic.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** How long one event may wait for memory or for the topic's metadata. */
    private static final int MOST_BLOCKED_MILLIS = 500;

    private final String bootstrap;
    private final QueueConfiguration configuration;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Counter queued;
    private @Nullable KafkaProducer<String, byte[]> producer;

    IngestTopic(
            @ConfigProperty(name = "enterprise.kafka") String bootstrap,
            QueueConfiguration configuration,
            MeterRegistry metrics) {
        this.bootstrap = bootstrap;
        this.configuration = configuration;
        this.queued = metrics.counter("enterprise.usage.queued");
        metrics.gauge("enterprise.usage.queue.in-flight", inFlight);
    }

    /**
     * Sends the events in their order; completes when Kafka has acknowledged them all, fails with 503 as soon as one is
     * not. May block for a moment: call it on a worker thread.
     *
     * @return the positions of events that are larger than Kafka takes: they are not sent, now or by trying again
     */
    Uni<Set<Integer>> send(List<QueuedUsage> events) {
        return sendRecords(events.stream().map(IngestTopic::message).toList());
    }

    /**
     * The same for records that were taken from the topic: they are written to its end unchanged, with all of their
     * headers, so that a record which was sent again from a dead letter remains that letter.
     */
    Uni<Set<Integer>> putBack(List<ConsumerRecord<String, byte[]>> taken) {
        return sendRecords(taken.stream().map(IngestTopic::again).toList());
    }

    private Uni<Set<Integer>> sendRecords(List<ProducerRecord<String, byte[]>> records) {
        return records.isEmpty()
                ? Uni.createFrom().item(Set.of())
                : Uni.createFrom().completionStage(() -> acknowledged(records));
    }

    private CompletableFuture<Set<Integer>> acknowledged(List<ProducerRecord<String, byte[]>> records) {
        if (inFlight.addAndGet(records.size()) > configuration.mostInFlight() + records.size()) {
            inFlight.addAndGet(-records.size());
            return CompletableFuture.failedFuture(later("Too much usage is on its way to be queued; send it again."));
        }
        CompletableFuture<Set<Integer>> acknowledged = new CompletableFuture<>();
        Set<Integer> tooLarge = ConcurrentHashMap.newKeySet();
        AtomicInteger left = new AtomicInteger(records.size());
        KafkaProducer<String, byte[]> open = open();
        for (int i = 0; i < records.size(); i++) {
            if (acknowledged.isCompletedExceptionally()) {
                // Each of those that follow would block for the same reason.
                inFlight.addAndGet(i - records.size());
                break;
            }
            int position = i;
            send(open, records.get(i), (metadata, failure) -> {
                inFlight.decrementAndGet();
                if (failure instanceof RecordTooLargeException) {
                    tooLarge.add(position);
                } else if (failure != null) {
                    refuse(acknowledged, failure);
                    return;
                }
                if (left.decrementAndGet() == 0) {
                    queued.increment(records.size() - tooLarge.size());
                    acknowledged.complete(Set.copyOf(tooLarge));
                }
            });
        }
        return acknowledged;
    }

    private static void send(
            KafkaProducer<String, byte[]> open, ProducerRecord<String, byte[]> record, Callback callback) {
        try {
            Future<RecordMetadata> seenByTheCallback = open.send(record, callback);
            LOG.tracef("sent %s: %s", record.key(), seenByTheCallback);
        } catch (KafkaException e) {
            callback.onCompletion(null, e);
        }
    }

    private static void refuse(CompletableFuture<Set<Integer>> acknowledged, Exception failure) {
        if (acknowledged.completeExceptionally(later("Usage cannot be queued at the moment; send it again."))) {
            LOG.warnf("Kafka does not take usage: %s", failure.toString());
        }
    }

    private static ProblemException later(String detail) {
        return ProblemException.retryLater(ProblemType.UNAVAILABLE, detail, RETRY_AFTER);
    }

    private static ProducerRecord<String, byte[]> message(QueuedUsage event) {
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(
                Topics.BILLING_USAGE_INGEST, null, event.receivedAt().toEpochMilli(), event.key(), event.value());
        event.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }

    private static ProducerRecord<String, byte[]> again(ConsumerRecord<String, byte[]> taken) {
        Long timestamp = taken.timestamp() < 0 ? null : taken.timestamp();
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(
                Topics.BILLING_USAGE_INGEST, null, timestamp, taken.key(), taken.value(), taken.headers());
        if (message.headers().lastHeader(EventHeaders.RECEIVED_TIME) == null) {
            // The topic may give the record a new timestamp; the event was received when the record first arrived.
            String receivedAt = Instant.ofEpochMilli(taken.timestamp()).toString();
            message.headers().add(EventHeaders.RECEIVED_TIME, receivedAt.getBytes(StandardCharsets.UTF_8));
        }
        return message;
    }

    private synchronized KafkaProducer<String, byte[]> open() {
        if (producer == null) {
            int patience = Math.toIntExact(configuration.patience().toMillis());
            Map<String, Object> settings = new HashMap<>();
            settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
            settings.put(ProducerConfig.CLIENT_ID_CONFIG, "billing-usage-queue");
            settings.put(ProducerConfig.ACKS_CONFIG, "all");
            settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            settings.put(ProducerConfig.LINGER_MS_CONFIG, 3);
            settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
            settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 32L * 1024 * 1024);
            settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MOST_BLOCKED_MILLIS);
            settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience / 2);
            settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
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
