package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.events.Event;
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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the outbox to Kafka. One relay of a service works at a time (a transaction-level advisory lock), it takes what is unpublished
 * in order, waits for Kafka to acknowledge it and marks it in the same transaction, so that nothing is lost and, after a crash, at most the
 * last batch is sent twice (consumers are idempotent). NOTIFY wakes it; without a wake-up it looks by itself.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(60);

    private static final String LEAD = "select pg_try_advisory_xact_lock(hashtext('outbox_relay')) as leader";
    private static final String TAKE = """
            select org_id, id, topic, key, type, subject, payload, traceparent, created_at
              from outbox_event
             where published_at is null and failed_at is null
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
    private static final String PURGE = "delete from outbox_event where published_at < $1";

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
    private Instant lastPurge = Instant.EPOCH;

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
                .execute(Tuple.of(configuration.relayBatch()))
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
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        for (Row row : rows) {
            sent.add(open.send(record(row)));
        }
        open.flush();
        List<Outcome> outcomes = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            outcomes.add(outcome(rows.get(i), sent.get(i)));
        }
        return outcomes;
    }

    private Outcome outcome(Row row, Future<RecordMetadata> sent) {
        UUID organization = row.getUUID("org_id");
        UUID id = row.getUUID("id");
        try {
            sent.get(30, TimeUnit.SECONDS);
            return new Outcome(organization, id, null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException || e.getCause() instanceof InvalidTopicException) {
                return new Outcome(organization, id, e.getCause().getMessage());
            }
            throw new IllegalStateException("Kafka does not take events", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("Kafka does not answer", e);
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
                EventTypes.byType(type).orElseThrow().dataSchema(),
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
        for (String topic : topics) {
            Event event =
                    Event.of(EventTypes.HEARTBEAT, new Heartbeat(at), UUID.randomUUID(), Records.SOURCE, at, null);
            Future<RecordMetadata> unobserved = open.send(Records.of(topic, 0, event));
            LOG.tracef("heartbeat %s", unobserved);
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
        if (now.isAfter(lastPurge.plus(Duration.ofHours(1)))) {
            lastPurge = now;
            var until = now.minus(configuration.outboxRetention()).atOffset(ZoneOffset.UTC);
            transactions
                    .withConnection(
                            connection -> connection.preparedQuery(PURGE).execute(Tuple.of(until)))
                    .await()
                    .atMost(DATABASE_PATIENCE);
        }
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

    private record Round(boolean leader, int taken) {}

    private record Outcome(
            UUID organizationId, UUID id, @Nullable String failure) {}
}
