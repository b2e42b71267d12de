package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventDefinition;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends rows of the outbox to one topic, in their order. It has its own thread, so that a topic for which Kafka accepts
 * no events does not delay others, and uses a bounded part of the producer's memory.
 */
final class Shipment {

    /**
     * What became of a row that need not be sent again.
     *
     * @param failure why it can never be a record; null when Kafka has acknowledged it
     */
    record Outcome(UUID organizationId, UUID id, @Nullable String failure) {}

    /**
     * What became of all rows.
     *
     * @param outcomes of the rows that need not be sent again
     * @param trouble why Kafka did not take the others; null when there are none
     */
    record Result(List<Outcome> outcomes, @Nullable Throwable trouble) {}

    private static final Logger LOG = Logger.getLogger(Shipment.class);

    /** Characters that one shipment keeps in the producer's memory at a time. */
    private static final int MOST_AT_ONCE = 512 * 1024;

    private final String topic;
    private final List<Row> rows;
    private final Producer<String, byte[]> producer;
    private final Duration patience;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Set<String> interruptedKeys = new HashSet<>();
    private @Nullable Throwable trouble;

    private Shipment(String topic, List<Row> rows, Producer<String, byte[]> producer, Duration patience) {
        this.topic = topic;
        this.rows = rows;
        this.producer = producer;
        this.patience = patience;
    }

    /**
     * Sends rows of a topic.
     *
     * @param patience how long an acknowledgement may take; longer than the producer tries
     */
    static Shipment start(
            String topic, List<Row> rows, Producer<String, byte[]> producer, Duration patience, Executor executor) {
        Shipment shipment = new Shipment(topic, rows, producer, patience);
        executor.execute(() -> {
            try {
                shipment.send();
            } catch (RuntimeException e) {
                shipment.trouble = e;
            } finally {
                shipment.result.complete(new Result(shipment.outcomes, shipment.trouble));
            }
        });
        return shipment;
    }

    String topic() {
        return topic;
    }

    Producer<String, byte[]> producer() {
        return producer;
    }

    /** The result; never fails. */
    CompletableFuture<Result> result() {
        return result;
    }

    private void send() {
        List<Sent> sent = new ArrayList<>();
        int characters = 0;
        for (Row row : rows) {
            Sent each = send(row);
            sent.add(each);
            characters += row.getString("payload").length();
            boolean refused = each.future() != null
                    && each.future().state() == Future.State.FAILED
                    && !KafkaOutages.isBadRecord(each.future().exceptionNow());
            if (refused || characters > MOST_AT_ONCE) {
                sent.forEach(this::settle);
                sent.clear();
                characters = 0;
            }
            if (trouble != null) {
                // The others would wait as long as this one.
                return;
            }
        }
        sent.forEach(this::settle);
    }

    private Sent send(Row row) {
        try {
            return new Sent(row, producer.send(record(row)), null);
        } catch (IllegalArgumentException e) {
            return new Sent(row, null, e.toString());
        } catch (KafkaException | IllegalStateException e) {
            // The second one: the producer is closed.
            return new Sent(row, CompletableFuture.failedFuture(e), null);
        }
    }

    private static ProducerRecord<String, byte[]> record(Row row) {
        String type = row.getString("type");
        Event event = new Event(
                row.getUUID("id"),
                Records.SOURCE,
                type,
                row.getString("subject"),
                row.getOffsetDateTime("created_at").toInstant(),
                EventDefinition.dataSchema(type),
                row.getUUID("org_id"),
                row.getString("key"),
                row.getString("traceparent"),
                row.getString("payload"));
        return Records.of(row.getString("topic"), null, event);
    }

    /**
     * Waits for the outcome of a row. A row that Kafka has not accepted is sent again later, together with all later
     * rows of its key.
     */
    private void settle(Sent sent) {
        String key = sent.row().getString("key");
        if (sent.future() == null) {
            outcomes.add(sent.outcome(sent.failure()));
            return;
        }
        try {
            RecordMetadata published = sent.future().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            LOG.tracef("published %s as %s", sent.row().getUUID("id"), published);
            if (!interruptedKeys.contains(key)) {
                outcomes.add(sent.outcome(null));
            }
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (KafkaOutages.isBadRecord(cause)) {
                outcomes.add(sent.outcome(cause.toString()));
            } else {
                interrupted(key, cause);
            }
        } catch (TimeoutException e) {
            interrupted(key, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted(key, e);
        }
    }

    private void interrupted(String key, Throwable cause) {
        interruptedKeys.add(key);
        if (trouble == null) {
            trouble = cause;
        }
    }

    /** A row on its way; without a future it can never be a record. */
    private record Sent(
            Row row,
            @Nullable Future<RecordMetadata> future,
            @Nullable String failure) {

        Outcome outcome(@Nullable String why) {
            return new Outcome(row.getUUID("org_id"), row.getUUID("id"), why);
        }
    }
}
