package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventDefinition;
import io.enterprisemode.contracts.events.EventTypes;
import io.enterprisemode.contracts.teams.Heartbeat;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the outbox to Kafka. One relay of a service works at a time (a transaction-level advisory lock), it takes
 * what is unpublished in order, waits for Kafka to acknowledge it and marks it in the same transaction, so that nothing
 * is lost and, after a crash, at most the last batch is sent twice (consumers are idempotent). NOTIFY wakes it; without
 * a wake-up it looks by itself.
 *
 * <p>It knows no types of events: a row that another version of the service has written is published as it stands. A
 * topic that Kafka does not take events for (no leader, not there yet) is set aside for a moment, and the others go on;
 * so do the heartbeats, but not on that one. A row that can never be a record is marked as failed.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(60);

    private static final String LEAD = "select pg_try_advisory_xact_lock(hashtext('outbox_relay')) as leader";
    private static final String TAKE = """
            select org_id, id, topic, key, type, subject, payload, traceparent, created_at
              from outbox_event
             where published_at is null and failed_at is null and topic <> all($2)
             order by sequence
             limit $1""";
    private static final String MARK =
            "update outbox_event set published_at = $3, attempts = attempts + 1 where org_id = any($1) and id = any($2)";
    private static final String FAIL =
            "update outbox_event set failed_at = $3, failure = $4, attempts = attempts + 1 where org_id = $1 and id = $2";
    private static final String LAG = """
            select count(*) as waiting,
                   coalesce(extract(epoch from $1 - min(created_at)), 0)::float8 as age,
                   (select count(*) from outbox_event where failed_at is not null) as failed
              from outbox_event
             where published_at is null and failed_at is null""";
    private final WorkerTransactions transactions;
    private final KafkaClients kafka;
    private final MessagingConfiguration configuration;
    private final OutboxListener listener;
    private final Clock clock;
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong waitingAgeMillis = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Background loop;

    private @Nullable KafkaProducer<String, byte[]> producer;
    private Instant lastHeartbeat = Instant.EPOCH;
    private Instant lastLook = Instant.EPOCH;
    private final Map<String, Instant> setAside = new ConcurrentHashMap<>();

    OutboxRelay(
            WorkerTransactions transactions,
            KafkaClients kafka,
            MessagingConfiguration configuration,
            OutboxListener listener,
            Clock clock,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.kafka = kafka;
        this.configuration = configuration;
        this.listener = listener;
        this.clock = clock;
        this.loop = new Background("outbox-relay", configuration.retryMaximum(), this::turn);
        metrics.gauge("enterprise.outbox.waiting", waiting);
        metrics.gauge("enterprise.outbox.failed", failed);
        metrics.gauge("enterprise.outbox.age.seconds", waitingAgeMillis, millis -> millis.get() / 1000.0);
    }

    void start(@Observes StartupEvent started) {
        if (configuration.enabled()) {
            listener.onNotification(this::wake);
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent stopped) {
        if (configuration.enabled()) {
            listener.close();
            wake();
            loop.stop();
            closeProducer();
        }
    }

    /** Makes the relay look now. */
    public void wake() {
        wakeUps.release();
    }

    /** How many events wait to be published, as of the last look. */
    public long waiting() {
        return waiting.get();
    }

    private void turn() throws Exception {
        Instant before = clock.instant();
        Round round = transactions
                .inTransaction(connection -> lead(connection).chain(leader -> leader ? publish(connection) : passive()))
                .await()
                .atMost(DATABASE_PATIENCE);
        if (round.leader() && round.taken() < configuration.relayBatch()) {
            beat(before);
        }
        look(before);
        if (round.taken() < configuration.relayBatch()) {
            sleep();
        }
    }

    private static Uni<Boolean> lead(SqlConnection connection) {
        return connection
                .query(LEAD)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("leader"));
    }

    private static Uni<Round> passive() {
        return Uni.createFrom().item(new Round(false, 0));
    }

    private Uni<Round> publish(SqlConnection connection) {
        return connection
                .preparedQuery(TAKE)
                .execute(Tuple.of(configuration.relayBatch(), notNow()))
                .chain(rows -> rows.size() == 0
                        ? Uni.createFrom().item(new Round(true, 0))
                        : send(rows)
                                .chain(outcomes -> mark(connection, outcomes))
                                .replaceWith(new Round(true, rows.size())));
    }

    /** Hands the rows to the producer in order; the acknowledgements are awaited off the event loop. */
    private Uni<List<Outcome>> send(RowSet<Row> rows) {
        List<Row> taken = new ArrayList<>(rows.size());
        rows.forEach(taken::add);
        return Uni.createFrom()
                .item(() -> acknowledged(taken))
                .runSubscriptionOn(io.smallrye.mutiny.infrastructure.Infrastructure.getDefaultWorkerPool());
    }

    private List<Outcome> acknowledged(List<Row> rows) {
        KafkaProducer<String, byte[]> open = openProducer();
        Set<String> away = new HashSet<>();
        List<Sent> sent = new ArrayList<>(rows.size());
        for (Row row : rows) {
            sent.add(send(open, row, away));
        }
        open.flush();
        List<Outcome> outcomes = new ArrayList<>(rows.size());
        Set<String> interrupted = new HashSet<>();
        for (Sent each : sent) {
            outcome(each, interrupted).ifPresent(outcomes::add);
        }
        interrupted.forEach(this::setAside);
        return outcomes;
    }

    /**
     * Sends a row, unless Kafka does not take events of its topic: each would wait as long as the first one, and order
     * is kept.
     */
    private static Sent send(KafkaProducer<String, byte[]> open, Row row, Set<String> away) {
        String topic = row.getString("topic");
        if (away.contains(topic)) {
            return new Sent(row, null, null);
        }
        try {
            Future<RecordMetadata> future = open.send(record(row));
            if (future.state() == Future.State.FAILED && !KafkaOutages.isBadRecord(future.exceptionNow())) {
                away.add(topic);
            }
            return new Sent(row, future, null);
        } catch (IllegalArgumentException e) {
            return new Sent(row, null, e.toString());
        } catch (KafkaException e) {
            return new Sent(row, CompletableFuture.failedFuture(e), null);
        }
    }

    /** What became of a row; empty when it is to be sent again, as is everything behind it on its topic. */
    private Optional<Outcome> outcome(Sent each, Set<String> interrupted) {
        String topic = each.row().getString("topic");
        UUID organization = each.row().getUUID("org_id");
        UUID id = each.row().getUUID("id");
        if (each.failure() != null) {
            return Optional.of(new Outcome(organization, id, each.failure()));
        }
        if (each.future() == null) {
            interrupted.add(topic);
            return Optional.empty();
        }
        try {
            RecordMetadata published = each.future().get(30, TimeUnit.SECONDS);
            LOG.tracef("published %s as %s", id, published);
            return interrupted.contains(topic) ? Optional.empty() : Optional.of(new Outcome(organization, id, null));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (KafkaOutages.isBadRecord(cause)) {
                return Optional.of(new Outcome(organization, id, cause.toString()));
            }
            interrupted(topic, cause, interrupted);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.TimeoutException e) {
            interrupted(topic, e, interrupted);
            return Optional.empty();
        }
    }

    private void interrupted(String topic, Throwable failure, Set<String> interrupted) {
        if (interrupted.add(topic)) {
            LOG.warnf("Kafka does not take events for %s: %s", topic, failure.toString());
        }
        if (!(failure instanceof RetriableException)) {
            // The producer may be past saving.
            closeProducer();
        }
    }

    private void setAside(String topic) {
        setAside.put(topic, clock.instant().plus(configuration.retryMaximum()));
    }

    /** The topics that are set aside. */
    private String[] notNow() {
        Instant now = clock.instant();
        setAside.values().removeIf(until -> !until.isAfter(now));
        return setAside.keySet().toArray(String[]::new);
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

    private Uni<Void> mark(SqlConnection connection, List<Outcome> outcomes) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        UUID[] organizations = outcomes.stream()
                .filter(outcome -> outcome.failure() == null)
                .map(Outcome::organizationId)
                .distinct()
                .toArray(UUID[]::new);
        UUID[] ids = outcomes.stream()
                .filter(outcome -> outcome.failure() == null)
                .map(Outcome::id)
                .toArray(UUID[]::new);
        Uni<Void> marked = connection
                .preparedQuery(MARK)
                .execute(Tuple.of(organizations, ids, now))
                .replaceWithVoid();
        for (Outcome outcome : outcomes) {
            if (outcome.failure() != null) {
                LOG.errorf("event %s cannot be published: %s", outcome.id(), outcome.failure());
                marked = marked.chain(() -> connection
                        .preparedQuery(FAIL)
                        .execute(Tuple.of(outcome.organizationId(), outcome.id(), now, outcome.failure()))
                        .replaceWithVoid());
            }
        }
        return marked;
    }

    /** Tells consumers that everything committed before this instant has been published. */
    private void beat(Instant at) {
        List<String> topics = configuration.heartbeatTopics().orElse(List.of());
        if (topics.isEmpty() || at.isBefore(lastHeartbeat.plus(configuration.heartbeatInterval()))) {
            return;
        }
        lastHeartbeat = at;
        KafkaProducer<String, byte[]> open = openProducer();
        Set<String> away = Set.of(notNow());
        for (String topic : topics) {
            if (away.contains(topic)) {
                continue;
            }
            Event event =
                    Event.of(EventTypes.HEARTBEAT, new Heartbeat(at), UUID.randomUUID(), Records.SOURCE, at, null);
            Future<RecordMetadata> sent = open.send(Records.of(topic, 0, event));
            if (sent.state() == Future.State.FAILED) {
                setAside(topic);
            }
        }
    }

    private void look(Instant now) {
        if (now.isBefore(lastLook.plusSeconds(5))) {
            return;
        }
        lastLook = now;
        var at = now.atOffset(ZoneOffset.UTC);
        transactions
                .withConnection(connection -> connection.preparedQuery(LAG).execute(Tuple.of(at)))
                .invoke(rows -> {
                    Row row = rows.iterator().next();
                    waiting.set(row.getLong("waiting"));
                    failed.set(row.getLong("failed"));
                    waitingAgeMillis.set((long) (row.getDouble("age") * 1000));
                })
                .await()
                .atMost(DATABASE_PATIENCE);
    }

    private void sleep() throws InterruptedException {
        Duration longest = configuration.relayInterval();
        if (configuration.heartbeatTopics().isPresent()
                && configuration.heartbeatInterval().compareTo(longest) < 0) {
            longest = configuration.heartbeatInterval();
        }
        if (wakeUps.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            wakeUps.drainPermits();
        }
    }

    private synchronized KafkaProducer<String, byte[]> openProducer() {
        if (producer == null) {
            producer = kafka.producer("outbox");
        }
        return producer;
    }

    private synchronized void closeProducer() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
            producer = null;
        }
    }

    /** A row on its way; without a future it was not sent, with a failure it never can be. */
    private record Sent(
            Row row,
            @Nullable Future<RecordMetadata> future,
            @Nullable String failure) {}

    private record Round(boolean leader, int taken) {}

    private record Outcome(
            UUID organizationId, UUID id, @Nullable String failure) {}
}
