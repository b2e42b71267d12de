package io.enterprisemode.systemtests.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.postgres.DatabaseRole;
import io.enterprisemode.local.suite.LocalSuite;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Synchronous usage: durable, deduplicated, rolled up and checked against limits when it is answered. P1: batches of
 * 100 over 32 connections, against the fastest of some bare SQL writers to the same tables under the same settings. P2:
 * single events over 64 connections, against an operation that does nothing, with the same credential; its latencies
 * are those at 1,000 a second. P11: P1 again after filling the tables with {@code SUITE_BENCH_ROWS} events of 10,000
 * organizations, when that is set, against P1 before.
 */
final class UsageBenchmark implements Benchmark {

    /** How many events to fill the tables with, e.g. 10000000; they stay until {@code ./suite up --reset}. */
    private static final String ROWS = "SUITE_BENCH_ROWS";

    private static final int BATCH = 100;
    private static final int BATCH_CONNECTIONS = 32;
    private static final int SINGLE_CONNECTIONS = 64;
    private static final double CALM = 1_000;
    private static final int WORKSPACES = 8;
    private static final String PLAN = "enterprise";
    private static final List<String> METERS = List.of("emails", "ai_requests", "api_calls");
    private static final byte[] ACCEPTED = "\"accepted\"".getBytes(ISO_8859_1);
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
        BenchOrganization target = BenchOrganization.found(suite, PLAN, WORKSPACES);
        URI billing = suite.local().baseUrl(ServiceName.BILLING);
        double bare = reference(suite);
        List<Figure> figures = new ArrayList<>();
        Figure batches = posts(suite, "usage-batch-" + BATCH, target, billing, BATCH, BATCH_CONNECTIONS);
        figures.add(batches.against(bare));
        figures.add(posts(
                        suite,
                        "usage-batch-" + BATCH + "-gateway",
                        target,
                        suite.local().baseUrl(ServiceName.GATEWAY),
                        BATCH,
                        BATCH_CONNECTIONS)
                .against(bare));
        figures.add(singles(suite, target, billing));
        long rows = Long.parseLong(System.getenv().getOrDefault(ROWS, "0"));
        if (rows > 0) {
            fill(suite, rows);
            String millions = rows % 1_000_000 == 0 ? rows / 1_000_000 + "m" : Long.toString(rows);
            figures.add(posts(
                            suite,
                            "usage-batch-" + BATCH + "-" + millions,
                            BenchOrganization.found(suite, PLAN, WORKSPACES),
                            billing,
                            BATCH,
                            BATCH_CONNECTIONS)
                    .against(batches.value()));
        }
        return figures;
    }

    /**
     * Posts events for the time, after as long for warming up: right after a start most of it is interpreted or just
     * being compiled.
     */
    private Figure posts(
            BenchSuite suite, String figure, BenchOrganization target, URI door, int batch, int connections) {
        settle(suite);
        suite.out().println(figure + ": warming up, then " + time.toSeconds() + " s ...");
        try (Wires wires = new Wires(door, connections)) {
            Load.during(time, connections, client -> post(wires.of(client), target, client, batch));
            return measured(
                    suite,
                    figure,
                    "events/s",
                    () -> Load.during(time, connections, client -> post(wires.of(client), target, client, batch)));
        }
    }

    /**
     * What an earlier figure leaves to be done, millions of rows of the reference to be vacuumed above all, is done
     * before the next and not beside it. What a figure itself leaves is its own: autovacuum goes on as always.
     */
    private static void settle(BenchSuite suite) {
        try (Connection superuser = suite.local().superuser(ServiceName.BILLING);
                Statement statement = superuser.createStatement()) {
            statement.execute("vacuum (analyze) " + String.join(", ", BareUsageWriter.TABLES));
            statement.execute("checkpoint");
        } catch (SQLException e) {
            throw new SuiteException(
                    "The tables cannot be vacuumed: " + e.getMessage(), "See ./suite logs postgres", e);
        }
    }

    /** Single events against an operation that does nothing, then at a steady rate for the latencies. */
    private Figure singles(BenchSuite suite, BenchOrganization target, URI door) {
        Figure singles = posts(suite, "usage-single", target, door, 1, SINGLE_CONNECTIONS);
        try (Wires wires = new Wires(door, SINGLE_CONNECTIONS)) {
            byte[] ping = Wire.request("GET", "/api/billing/ping", target.token(), target.organization(), new byte[0]);
            Load.during(time.dividedBy(2), SINGLE_CONNECTIONS, client -> ping(wires.of(client), ping));
            Figure nothing = measured(
                    suite,
                    "ping",
                    "requests/s",
                    () -> Load.during(time.dividedBy(2), SINGLE_CONNECTIONS, client -> ping(wires.of(client), ping)));
            suite.out().printf(Locale.ROOT, "  %-45s %,10.0f requests/s%n", "doing nothing", nothing.value());
            Load calm = Load.paced(
                    time.dividedBy(2), SINGLE_CONNECTIONS, CALM, client -> post(wires.of(client), target, client, 1));
            suite.out().printf(Locale.ROOT, "  %-45s %,10.0f requests/s%n", "latencies are those at", calm.rate());
            return new Figure(
                            singles.name(),
                            singles.value(),
                            singles.unit(),
                            null,
                            null,
                            singles.cpuMicrosPerUnit(),
                            calm.latencies().percentile(0.50),
                            calm.latencies().percentile(0.95),
                            calm.latencies().percentile(0.99))
                    .against(nothing.value());
        }
    }

    private interface Measurement {
        Load run();
    }

    private static Figure measured(BenchSuite suite, String figure, String unit, Measurement measurement) {
        ProcessCpu service = suite.cpu(ServiceName.BILLING.id());
        ProcessCpu postgres = suite.cpu("postgres");
        Duration serviceBefore = service.used();
        Duration postgresBefore = postgres.used();
        Load load = measurement.run();
        Duration serviceTook = service.used().minus(serviceBefore);
        Duration postgresTook = postgres.used().minus(postgresBefore);
        suite.out()
                .printf(
                        Locale.ROOT,
                        "  %s: CPU of the service %.1f us, of PostgreSQL %.1f us%n",
                        figure,
                        serviceTook.toMillis() * MICROS_PER_MILLI / load.units(),
                        postgresTook.toMillis() * MICROS_PER_MILLI / load.units());
        return new Figure(
                figure,
                load.rate(),
                unit,
                null,
                null,
                serviceTook.plus(postgresTook).toMillis() * MICROS_PER_MILLI / load.units(),
                load.latencies().percentile(0.50),
                load.latencies().percentile(0.95),
                load.latencies().percentile(0.99));
    }

    private Load.Request post(Wire wire, BenchOrganization target, int client, int batch) {
        UsageRequest request = UsageRequest.of(
                batch, target.run(), client, METERS, target.workspaces(), target.token(), target.organization(), made);
        return () -> {
            int status = wire.exchange(request.next());
            if (status != 200 || wire.count(ACCEPTED) != batch) {
                throw new IllegalStateException("not accepted: " + wire.answer());
            }
            return batch;
        };
    }

    private static Load.Request ping(Wire wire, byte[] ping) {
        return () -> {
            if (wire.exchange(ping) != 200) {
                throw new IllegalStateException("not answered: " + wire.answer());
            }
            return 1;
        };
    }

    /** Events per second of the fastest bare writer. */
    private double reference(BenchSuite suite) {
        @Nullable String best = null;
        double fastest = 0;
        for (int[] form : new int[][] {{100, 2}, {500, 2}, {1_000, 2}, {500, 4}}) {
            double rate = bare(suite, form[0], form[1]);
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

    private double bare(BenchSuite suite, int batch, int connections) {
        settle(suite);
        LocalSuite local = suite.local();
        UUID organization = UUID.randomUUID();
        List<Connection> open = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                open.add(DriverManager.getConnection(
                        local.jdbcUrl(ServiceName.BILLING),
                        DatabaseRole.WORKER.nameFor(ServiceName.BILLING),
                        local.databasePassword(ServiceName.BILLING, DatabaseRole.WORKER)));
            }
            Load.during(time.dividedBy(8), connections, client -> writer(open.get(client), organization, batch));
            return Load.during(time.dividedBy(4), connections, client -> writer(open.get(client), organization, batch))
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

    private static void fill(BenchSuite suite, long rows) {
        suite.out().printf(Locale.ROOT, "filling the tables with %,d events of 10,000 organizations ...%n", rows);
        try {
            Duration took = UsageFilling.fill(() -> suite.local().superuser(ServiceName.BILLING), rows);
            suite.out().printf(Locale.ROOT, "  done in %d s%n", took.toSeconds());
        } catch (SQLException e) {
            throw new SuiteException("The tables cannot be filled: " + e.getMessage(), "See ./suite logs postgres", e);
        }
    }
}
