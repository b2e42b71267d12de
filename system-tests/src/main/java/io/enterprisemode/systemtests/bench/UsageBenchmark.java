package io.enterprisemode.systemtests.bench;

import io.enterprisemode.local.LocalSuite;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.postgres.DatabaseRole;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * P1: usage in HTTP batches of 100 over 8 connections, synchronous: durable, deduplicated, rolled up and checked against limits when it is answered.
 * The reference is the fastest of some bare SQL writers to the same tables under the same settings, in the same run.
 */
final class UsageBenchmark implements Benchmark {

    private static final int BATCH = 100;
    private static final int CONNECTIONS = 8;
    private static final int WORKSPACES = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final List<String> METERS = List.of("emails", "ai_requests", "api_calls");
    private static final double MICROS_PER_MILLI = 1_000;

    private final String name;
    private final Duration time;
    private final AtomicLong made = new AtomicLong();

    UsageBenchmark(String name, Duration time) {
        this.name = name;
        this.time = time;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Figure> run(BenchSuite suite) {
        suite.out().println("usage: an organization of its own ...");
        Target target = prepare(suite);
        double reference = reference(suite);
        List<Figure> figures = new ArrayList<>();
        figures.add(measure(suite, "usage-batch-" + BATCH, target, ServiceName.BILLING)
                .against(reference));
        figures.add(measure(suite, "usage-batch-" + BATCH + "-gateway", target, ServiceName.GATEWAY)
                .against(reference));
        return figures;
    }

    /** Where the usage goes. */
    private record Target(Caller owner, List<String> workspaces) {}

    private static Target prepare(BenchSuite suite) {
        Caller founder = suite.newcomer(ServiceName.GATEWAY);
        String organization = id(founder.post("/api/organizations", Map.of("name", "Benchmark " + Instant.now())));
        Caller owner = founder.in(organization);
        String team = id(owner.post("/api/teams", Map.of("name", "Benchmark")));
        List<String> workspaces = new ArrayList<>();
        for (int i = 1; i <= WORKSPACES; i++) {
            workspaces.add(id(owner.post("/api/workspaces", Map.of("teamId", team, "name", "Workspace " + i))));
        }
        await(owner, "/api/billing/subscriptions", "{\"plan\":\"enterprise\",\"interval\":\"MONTH\"}", "\"ACTIVE\"");
        await(owner, "/api/billing/usage", "[" + event("probe", "emails", workspaces.getLast()) + "]", "\"accepted\"");
        return new Target(owner, workspaces);
    }

    /** Posts until the answer has the text: billing-service learns of an organization a moment after it was founded. */
    private static void await(Caller caller, String path, String body, String expected) {
        Instant deadline = Instant.now().plus(PATIENCE);
        Answer answer = caller.post(path, body);
        while (!answer.body().contains(expected)) {
            if (Instant.now().isAfter(deadline)) {
                throw new SuiteException("The benchmark cannot begin: " + answer, "See ./suite logs billing");
            }
            LockSupport.parkNanos(GLANCE.toNanos());
            answer = caller.post(path, body);
        }
    }

    private Figure measure(BenchSuite suite, String figure, Target target, ServiceName door) {
        Caller caller = target.owner().to(suite.local().baseUrl(door));
        suite.out().println(figure + ": warming up, then " + time.toSeconds() + " s ...");
        Load.during(time.dividedBy(2), CONNECTIONS, client -> () -> post(caller, target));
        ProcessCpu service = suite.cpu(ServiceName.BILLING.id());
        ProcessCpu postgres = suite.cpu("postgres");
        Duration before = service.used().plus(postgres.used());
        Load load = Load.during(time, CONNECTIONS, client -> () -> post(caller, target));
        Duration cpu = service.used().plus(postgres.used()).minus(before);
        return new Figure(
                figure,
                load.rate(),
                "events/s",
                null,
                null,
                cpu.toMillis() * MICROS_PER_MILLI / load.units(),
                load.latencies().percentile(0.50),
                load.latencies().percentile(0.95),
                load.latencies().percentile(0.99));
    }

    private int post(Caller caller, Target target) {
        StringBuilder body = new StringBuilder(BATCH * 220).append('[');
        for (int i = 0; i < BATCH; i++) {
            long number = made.getAndIncrement();
            body.append(i == 0 ? "" : ",")
                    .append(event(
                            name + "-" + number,
                            METERS.get((int) (number % METERS.size())),
                            target.workspaces().get((int) (number
                                    / METERS.size()
                                    % target.workspaces().size()))));
        }
        Answer answer =
                caller.post("/api/billing/usage", body.append(']').toString().getBytes(StandardCharsets.UTF_8));
        if (answer.status() != 200 || accepted(answer.body()) != BATCH) {
            throw new IllegalStateException("not accepted: " + answer);
        }
        return BATCH;
    }

    private static int accepted(String answer) {
        int count = 0;
        for (int at = answer.indexOf("\"accepted\""); at >= 0; at = answer.indexOf("\"accepted\"", at + 1)) {
            count++;
        }
        return count;
    }

    private static String event(String id, String meter, String workspace) {
        return "{\"id\":\"" + id + "\",\"source\":\"/bench\",\"type\":\"" + meter + "\",\"subject\":\"" + workspace
                + "\",\"time\":\"" + Instant.now() + "\",\"data\":{\"quantity\":1}}";
    }

    /** Events per second of the fastest bare writer. */
    private double reference(BenchSuite suite) {
        @Nullable String best = null;
        double fastest = 0;
        for (int[] form : new int[][] {{100, 2}, {100, 4}, {500, 2}}) {
            double rate = bare(suite.local(), form[0], form[1]);
            String what = "bare SQL, batches of " + form[0] + ", " + form[1] + " connections";
            suite.out().printf(Locale.ROOT, "  %-45s %,10.0f events/s%n", what, rate);
            if (rate > fastest) {
                fastest = rate;
                best = what;
            }
        }
        suite.out().println("reference: " + best);
        return fastest;
    }

    private double bare(LocalSuite local, int batch, int connections) {
        UUID organization = UUID.randomUUID();
        List<Connection> open = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                open.add(DriverManager.getConnection(
                        local.jdbcUrl(ServiceName.BILLING),
                        DatabaseRole.WORKER.nameFor(ServiceName.BILLING),
                        local.databasePassword(ServiceName.BILLING, DatabaseRole.WORKER)));
            }
            Load.during(time.dividedBy(6), connections, client -> writer(open.get(client), organization, batch));
            return Load.during(time.dividedBy(3), connections, client -> writer(open.get(client), organization, batch))
                    .rate();
        } catch (SQLException e) {
            throw new SuiteException(
                    "The reference cannot be measured: " + e.getMessage(), "See ./suite logs postgres", e);
        } finally {
            open.forEach(UsageBenchmark::close);
            forget(local, organization);
        }
    }

    private static Load.Request writer(Connection connection, UUID organization, int batch) {
        BareUsageWriter writer = new BareUsageWriter(connection, organization, WORKSPACES, METERS.size());
        return () -> writer.write(batch);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rows of the reference belong to no organization of the suite. */
    private static void forget(LocalSuite local, UUID organization) {
        try (Connection superuser = local.superuser(ServiceName.BILLING)) {
            BareUsageWriter.forget(superuser, organization);
        } catch (SQLException e) {
            throw new SuiteException(
                    "The rows of the reference are left: " + e.getMessage(), "See ./suite logs postgres", e);
        }
    }

    private static String id(Answer created) {
        return created.expect(201).json().path("id").asText();
    }
}
