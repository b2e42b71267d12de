package io.enterprisemode.kernel.messaging;

import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.teams.Heartbeat;
import io.enterprisemode.kernel.tenancy.Deadlines;
import io.enterprisemode.kernel.tenancy.StatementPipeline;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the outbox to Kafka. One relay of a service is active at a time ({@link RelayTerm}). It sends the
 * unpublished events of each topic in their order and marks those that Kafka has acknowledged. So nothing is lost, and
 * after a crash at most the last batch of each topic is sent twice (consumers are idempotent). NOTIFY wakes the relay;
 * without a notification it polls the outbox.
 *
 * <p>Topics do not wait for one another: each has at most one {@link Shipment} in flight, whatever its backlog is. A
 * heartbeat is sent independently as well, but not on a topic with unpublished events. When Kafka does not accept
 * events of a topic (no leader, the topic does not exist yet), the topic is tried again after a pause. The relay does
 * not interpret event types: a row that another version of the service has written is published unchanged. A row that
 * can never be a record is marked as failed.
 */
@ApplicationScoped
public class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(60);

    /** How long a round waits for the acknowledgements of what it has sent, before others get their turn. */
    private static final Duration ROUND = Duration.ofMillis(100);

    /** How much longer than the producer itself tries a shipment waits. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** How long a producer that is replaced may take to send what it has. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    /** The first rows of each topic. The topics are found one after another in the index on topic and sequence. */
    static final String TAKE = """
            with recursive waiting (topic) as (
                (select topic from outbox_event
                  where published_at is null and failed_at is null
                  order by topic limit 1)
                 union all
                select (select e.topic from outbox_event e
                         where e.published_at is null and e.failed_at is null and e.topic > w.topic
                         order by e.topic limit 1)
                  from waiting w where w.topic is not null)
            select e.org_id, e.id, e.topic, e.key, e.type, e.subject, e.payload, e.traceparent, e.created_at
              from waiting w
             cross join lateral (
                select o.org_id, o.id, o.sequence, o.topic, o.key, o.type, o.subject, o.payload, o.traceparent,
                       o.created_at
                  from outbox_event o
                 where o.published_at is null and o.failed_at is null and o.topic = w.topic
                 order by o.sequence
                 limit $1) e
             where w.topic <> all($2)
             order by e.sequence""";

    private static final String MARK =
            "update outbox_event set published_at = $3, attempts = attempts + 1 where org_id = any($1) and id = "
                    + "any($2)";
    private static final String FAIL =
            "update outbox_event set failed_at = $3, failure = $4, attempts = attempts + 1 where org_id = $1 and id "
                    + "= $2";
    private static final String LAG = """
            select count(*) as waiting,
                   coalesce(extract(epoch from $1 - min(created_at)), 0)::float8 as age,
                   (select count(*) from outbox_event where failed_at is not null) as failed
              from outbox_event
             where published_at is null and failed_at is null""";
    private final WorkerTransactions transactions;
    private final StatementPipeline statements;
    private final KafkaClients kafka;
    private final MessagingConfiguration configuration;
    private final Duration shipmentPatience;
    private final OutboxListener listener;
    private final Clock clock;
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong waitingAgeMillis = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Background loop;
    private final ExecutorService senders = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("outbox-sender-", 0).factory());

    /** Topics to which a heartbeat is under way. */
    private final Set<String> sendingHeartbeat = ConcurrentHashMap.newKeySet();

    /** The shipments in flight, by topic. This field and all below it are used by the relay's thread only. */
    private final Map<String, Shipment> underWay = new HashMap<>();

    private final TopicPauses pauses;
    private final HeartbeatSchedule heartbeats;
    private @Nullable RelayTerm term;
    private @Nullable Producer<String, byte[]> producer;
    private Instant lastLook = Instant.EPOCH;

    OutboxRelay(
            WorkerTransactions transactions,
            KafkaClients kafka,
            MessagingConfiguration configuration,
            Deadlines deadlines,
            OutboxListener listener,
            Clock clock,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.statements = transactions.pipeline();
        this.kafka = kafka;
        this.configuration = configuration;
        this.shipmentPatience = deadlines.kafka().delivery().plus(MARGIN);
        this.listener = listener;
        this.clock = clock;
        this.heartbeats = new HeartbeatSchedule(configuration.heartbeatInterval());
        this.pauses = new TopicPauses(configuration.retryMaximum());
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
            finish();
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
        long begin = System.nanoTime();
        boolean more = false;
        boolean leads;
        try {
            leads = leads();
            if (leads) {
                more = publish();
                if (underWay.isEmpty()) {
                    endTerm();
                }
            }
        } catch (Exception e) {
            abandon();
            throw e;
        }
        look(clock.instant());
        if (!more) {
            Duration rest = RelayRest.after(Duration.ofNanos(System.nanoTime() - begin));
            long rested = System.nanoTime() + rest.toNanos();
            sleep(leads);
            loop.pause(Duration.ofNanos(Math.max(0, rested - System.nanoTime())));
            wakeUps.drainPermits();
        }
    }

    private boolean leads() throws Exception {
        if (term == null) {
            term = RelayTerm.begin(transactions, DATABASE_PATIENCE).orElse(null);
        } else {
            term.confirm(DATABASE_PATIENCE);
        }
        return term != null;
    }

    private void endTerm() throws Exception {
        RelayTerm ending = term;
        if (ending != null) {
            ending.end(DATABASE_PATIENCE);
            term = null;
        }
    }

    /**
     * Ends the term without waiting. Another relay may be active now, so records that are not sent yet must not arrive
     * after its records.
     */
    private void abandon() {
        if (term != null) {
            term.abandon();
            term = null;
        }
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    /** One round; answers whether more is waiting that could be sent at once. */
    private boolean publish() throws Exception {
        settle();
        Instant before = clock.instant();
        Set<String> left = new HashSet<>(underWay.keySet());
        left.addAll(pauses.at(before));
        Map<String, List<Row>> taken = take(left);
        List<Shipment> started = new ArrayList<>();
        taken.forEach(
                (topic, rows) -> started.add(Shipment.start(topic, rows, openProducer(), shipmentPatience, senders)));
        started.forEach(shipment -> underWay.put(shipment.topic(), shipment));
        awaitSome(started);
        settle();
        left.addAll(underWay.keySet());
        left.addAll(pauses.at(clock.instant()));
        Set<String> full = taken.entrySet().stream()
                .filter(entry -> entry.getValue().size() == configuration.relayBatch())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        sendHeartbeat(before, left, full);
        return !left.containsAll(full);
    }

    private Map<String, List<Row>> take(Set<String> without) {
        Tuple parameters = Tuple.of(configuration.relayBatch(), without.toArray(String[]::new));
        Map<String, List<Row>> byTopic = new HashMap<>();
        statements
                .run(connection -> connection.preparedQuery(TAKE).execute(parameters))
                .await()
                .atMost(DATABASE_PATIENCE)
                .forEach(row -> byTopic.computeIfAbsent(row.getString("topic"), topic -> new ArrayList<>())
                        .add(row));
        return byTopic;
    }

    /**
     * Waits for these shipments, at most {@link #ROUND}. A shipment that takes longer wakes the relay when it is done.
     */
    private void awaitSome(Collection<Shipment> shipments) throws Exception {
        List<CompletableFuture<Shipment.Result>> results =
                shipments.stream().map(Shipment::result).toList();
        try {
            CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
                    .get(ROUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.tracef(e, "a topic takes its time");
            for (CompletableFuture<Shipment.Result> result : results) {
                senders.execute(() -> {
                    LOG.tracef("late: %s", result.join());
                    wake();
                });
            }
        }
    }

    /** Marks what has arrived. */
    private void settle() {
        List<Shipment> arrived = underWay.values().stream()
                .filter(shipment -> shipment.result().isDone())
                .toList();
        List<Shipment.Outcome> outcomes = new ArrayList<>();
        for (Shipment shipment : arrived) {
            underWay.remove(shipment.topic());
            Shipment.Result result = shipment.result().join();
            outcomes.addAll(result.outcomes());
            if (heartbeatTopics().contains(shipment.topic())) {
                heartbeats.published(clock.instant());
            }
            if (result.trouble() == null) {
                pauses.well(shipment.topic());
            } else {
                LOG.warnf("Kafka does not take events for %s: %s", shipment.topic(), result.trouble());
                pauses.failed(shipment.topic(), clock.instant());
                replaceProducer(shipment.producer(), result.trouble());
            }
        }
        if (!outcomes.isEmpty()) {
            mark(outcomes).await().atMost(DATABASE_PATIENCE);
        }
    }

    /** Replaces a producer that may have failed permanently. A missing right to write to a topic is no such failure. */
    private void replaceProducer(Producer<String, byte[]> failing, Throwable trouble) {
        if (failing.equals(producer)
                && !(trouble instanceof RetriableException)
                && !(trouble instanceof TopicAuthorizationException)) {
            producer = null;
            senders.execute(() -> failing.close(LONGEST_CLOSE));
        }
    }

    private Uni<Void> mark(List<Shipment.Outcome> outcomes) {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        List<Shipment.Outcome> published =
                outcomes.stream().filter(outcome -> outcome.failure() == null).toList();
        Uni<Void> marked = published.isEmpty()
                ? Uni.createFrom().voidItem()
                : statements
                        .run(connection -> connection
                                .preparedQuery(MARK)
                                .execute(Tuple.of(
                                        published.stream()
                                                .map(Shipment.Outcome::organizationId)
                                                .distinct()
                                                .toArray(UUID[]::new),
                                        published.stream()
                                                .map(Shipment.Outcome::id)
                                                .toArray(UUID[]::new),
                                        now)))
                        .replaceWithVoid();
        for (Shipment.Outcome outcome : outcomes) {
            if (outcome.failure() != null) {
                LOG.errorf("event %s cannot be published: %s", outcome.id(), outcome.failure());
                marked = marked.chain(() -> statements.run(connection -> fail(connection, outcome, now)));
            }
        }
        return marked;
    }

    private static Uni<Void> fail(SqlConnection connection, Shipment.Outcome outcome, OffsetDateTime now) {
        return connection
                .preparedQuery(FAIL)
                .execute(Tuple.of(outcome.organizationId(), outcome.id(), now, outcome.failure()))
                .replaceWithVoid();
    }

    /** Tells consumers that everything committed before this instant has been published, on topics where it has. */
    private void sendHeartbeat(Instant at, Set<String> left, Set<String> full) {
        if (heartbeatTopics().isEmpty() || !heartbeats.isDue(at)) {
            return;
        }
        heartbeats.sent(at);
        for (String topic : heartbeatTopics()) {
            if (!left.contains(topic) && !full.contains(topic) && sendingHeartbeat.add(topic)) {
                sendHeartbeat(topic, at);
            }
        }
    }

    private List<String> heartbeatTopics() {
        return configuration.heartbeatTopics().orElse(List.of());
    }

    /** Sends a heartbeat by a thread of its own, since that may wait for the topic; that it is lost does no harm. */
    private void sendHeartbeat(String topic, Instant at) {
        Producer<String, byte[]> open = openProducer();
        senders.execute(() -> {
            try {
                Event event =
                        Event.of(EventTypes.HEARTBEAT, new Heartbeat(at), UUID.randomUUID(), Records.SOURCE, at, null);
                Future<RecordMetadata> sent = open.send(Records.of(topic, 0, event));
                LOG.tracef("heartbeat on %s: %s", topic, sent);
            } catch (RuntimeException e) {
                LOG.debugf(e, "no heartbeat on %s", topic);
            } finally {
                sendingHeartbeat.remove(topic);
            }
        });
    }

    private void look(Instant now) {
        if (now.isBefore(lastLook.plusSeconds(5))) {
            return;
        }
        lastLook = now;
        OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
        Row row = statements
                .run(connection -> connection.preparedQuery(LAG).execute(Tuple.of(at)))
                .await()
                .atMost(DATABASE_PATIENCE)
                .iterator()
                .next();
        waiting.set(row.getLong("waiting"));
        failed.set(row.getLong("failed"));
        waitingAgeMillis.set((long) (row.getDouble("age") * 1000));
    }

    /** Waits until the relay is woken or a heartbeat is due. A relay that is not active sends no heartbeats. */
    private void sleep(boolean leads) throws InterruptedException {
        Duration longest = configuration.relayInterval();
        if (!heartbeatTopics().isEmpty()) {
            Duration due = leads ? heartbeats.untilDue(clock.instant()) : configuration.heartbeatInterval();
            longest = due.compareTo(longest) < 0 ? due : longest;
        }
        if (wakeUps.tryAcquire(Math.max(1, longest.toMillis()), TimeUnit.MILLISECONDS)) {
            // However often it was woken, one round is enough.
            wakeUps.drainPermits();
        }
    }

    private Producer<String, byte[]> openProducer() {
        if (producer == null) {
            producer = kafka.producer("outbox");
        }
        return producer;
    }

    /**
     * Runs after the last turn: waits for the shipments in flight, marks their rows, and ends the term so that another
     * relay can become active.
     */
    private void finish() {
        try {
            if (producer != null) {
                producer.close(LONGEST_CLOSE);
                producer = null;
            }
            if (term != null) {
                awaitSome(underWay.values());
                settle();
                endTerm();
            }
        } catch (Exception e) {
            LOG.debugf(e, "what was under way is sent again");
            abandon();
        } finally {
            senders.shutdownNow();
        }
    }
}
