package io.enterprisemode.systemtests.bench;

import io.enterprisemode.contracts.billing.QueuedUsage;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * P3: usage in HTTP batches of 500 with {@code Prefer: respond-async}: durable in Kafka when it is answered, while the
 * service already counts it; afterwards the queue is drained and every event must be there. The reference is what
 * Kafka's own producer gets acknowledged with the same records and settings, in the way of its
 * {@code kafka-producer-perf-test}.
 */
final class QueuedUsageBenchmark implements Benchmark {

    private static final int BATCH = 500;
    private static final int CONNECTIONS = 8;
    private static final int WORKSPACES = 8;
    private static final int PARTITIONS = 6;
    private static final List<String> METERS = List.of("emails", "ai_requests", "api_calls");
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(4);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final double MICROS_PER_MILLI = 1_000;

    private final Duration time;
    private final AtomicLong made = new AtomicLong();

    QueuedUsageBenchmark(Duration time) {
        this.time = time;
    }

    @Override
    public String name() {
        return "usage-async";
    }

    /** Where the usage goes. */
    private record Target(Caller owner, String organization, List<String> workspaces) {}

    @Override
    public List<Figure> run(BenchSuite suite) {
        suite.out().println("usage-async: an organization of its own ...");
        Target target = prepare(suite);
        double reference = reference(suite, target);
        suite.out()
                .printf(
                        Locale.ROOT,
                        "reference: Kafka's producer, the same records, acks=all %,.0f events/s%n",
                        reference);
        suite.out().println("usage-async: warming up, then " + time.toSeconds() + " s ...");
        Load.during(time.dividedBy(3), CONNECTIONS, client -> () -> post(target));
        awaitCounted(suite, target);
        List<ProcessCpu> processes =
                List.of(suite.cpu(ServiceName.BILLING.id()), suite.cpu("postgres"), suite.cpu("stack"));
        Duration before = used(processes);
        Load load = Load.during(time, CONNECTIONS, client -> () -> post(target));
        Instant end = Instant.now();
        Figure accepted = new Figure(
                        "usage-async",
                        load.rate(),
                        "events/s",
                        null,
                        null,
                        used(processes).minus(before).toMillis() * MICROS_PER_MILLI / load.units(),
                        load.latencies().percentile(0.50),
                        load.latencies().percentile(0.95),
                        load.latencies().percentile(0.99))
                .against(reference);
        awaitCounted(suite, target);
        double whole = load.took().plus(Duration.between(end, Instant.now())).toMillis() / 1000.0;
        suite.out()
                .printf(
                        Locale.ROOT,
                        "drained %.1f s later; none of %,d events is lost%n",
                        Duration.between(end, Instant.now()).toMillis() / 1000.0,
                        made.get());
        Figure counted =
                new Figure("usage-async-counted", load.units() / whole, "events/s", null, null, null, null, null, null);
        return List.of(accepted, counted);
    }

    private static Duration used(List<ProcessCpu> processes) {
        return processes.stream().map(ProcessCpu::used).reduce(Duration.ZERO, Duration::plus);
    }

    private static Target prepare(BenchSuite suite) {
        BenchOrganization made = BenchOrganization.found(suite, "enterprise", WORKSPACES);
        Caller owner = Caller.at(suite.local().baseUrl(ServiceName.BILLING))
                .bearing(made.token())
                .in(made.organization())
                .with("Prefer", "respond-async");
        return new Target(owner, made.organization(), made.workspaces());
    }

    private int post(Target target) {
        StringBuilder body = new StringBuilder(BATCH * 220).append('[');
        for (int i = 0; i < BATCH; i++) {
            long number = made.getAndIncrement();
            body.append(i == 0 ? "" : ",").append(event(number, target.workspaces()));
        }
        Answer answer = target.owner()
                .post("/api/billing/usage", body.append(']').toString().getBytes(StandardCharsets.UTF_8));
        if (answer.status() != 202 || answer.body().contains("\"rejected\"")) {
            throw new IllegalStateException("not queued: " + answer);
        }
        return BATCH;
    }

    private static String event(long number, List<String> workspaces) {
        return event("queued-" + number, METERS.get((int) (number % METERS.size())), workspaces.get((int)
                (number / METERS.size() % workspaces.size())));
    }

    private static String event(String id, String meter, String workspace) {
        return "{\"id\":\"" + id + "\",\"source\":\"/bench\",\"type\":\"" + meter + "\",\"subject\":\"" + workspace
                + "\",\"time\":\"" + Instant.now() + "\",\"data\":{\"quantity\":1}}";
    }

    /** Until every event that was made, and the probe, is in the database. */
    private void awaitCounted(BenchSuite suite, Target target) {
        long expected = made.get() + 1;
        Instant deadline = Instant.now().plus(DRAIN_PATIENCE);
        long stored = stored(suite, target);
        while (stored < expected) {
            if (Instant.now().isAfter(deadline)) {
                throw new SuiteException(
                        "Of " + expected + " events only " + stored + " are counted after " + DRAIN_PATIENCE.toSeconds()
                                + " s",
                        "See ./suite logs billing");
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            stored = stored(suite, target);
        }
        if (stored > expected) {
            throw new IllegalStateException(stored + " events are counted instead of " + expected);
        }
    }

    /** The counters know how many events they are made of; asking them does not disturb as counting rows would. */
    private static long stored(BenchSuite suite, Target target) {
        try (Connection connection = suite.local().superuser(ServiceName.BILLING);
                PreparedStatement query = connection.prepareStatement(
                        "select coalesce(sum(events), 0)::bigint from usage_period where org_id = ?")) {
            query.setObject(1, UUID.fromString(target.organization()));
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new SuiteException("PostgreSQL does not answer: " + e.getMessage(), "See ./suite status", e);
        }
    }

    /** Events per second that Kafka acknowledges to its own producer, on a topic of its own. */
    private double reference(BenchSuite suite, Target target) {
        String topic = "bench-" + UUID.randomUUID();
        Map<String, Object> settings = Map.of("bootstrap.servers", suite.local().kafkaBootstrap());
        Map<String, Object> producing = Map.of(
                "bootstrap.servers",
                suite.local().kafkaBootstrap(),
                "acks",
                "all",
                "linger.ms",
                3,
                "batch.size",
                128 * 1024);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            try (KafkaProducer<String, byte[]> producer =
                    new KafkaProducer<>(producing, new StringSerializer(), new ByteArraySerializer())) {
                Load.during(time.dividedBy(6), 1, client -> () -> acknowledged(producer, topic, target));
                return Load.during(time.dividedBy(3), 1, client -> () -> acknowledged(producer, topic, target))
                        .rate();
            } finally {
                admin.deleteTopics(List.of(topic)).all().get();
            }
        } catch (ExecutionException e) {
            throw new SuiteException("The reference cannot be measured: " + e.getCause(), "See ./suite logs stack", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static int acknowledged(KafkaProducer<String, byte[]> producer, String topic, Target target)
            throws ExecutionException, InterruptedException {
        int count = 20 * BATCH;
        List<Future<RecordMetadata>> sent = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            sent.add(producer.send(message(topic, i, target)));
        }
        producer.flush();
        for (Future<RecordMetadata> each : sent) {
            each.get();
        }
        return count;
    }

    private static ProducerRecord<String, byte[]> message(String topic, int number, Target target) {
        Instant now = Instant.now();
        QueuedUsage usage = new QueuedUsage(
                UUID.fromString(target.organization()),
                "queued-" + number,
                "/bench",
                METERS.get(number % METERS.size()),
                target.workspaces().get(number / METERS.size() % WORKSPACES),
                now.toString(),
                now,
                List.of(),
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "{\"quantity\":1}");
        ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic, usage.key(), usage.value());
        usage.headers().forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }
}
