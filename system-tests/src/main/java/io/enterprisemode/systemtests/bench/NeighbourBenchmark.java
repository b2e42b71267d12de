package io.enterprisemode.systemtests.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * P12: what one organization does to another. The neighbour sends 5,000 events a second: at its limit, again and again
 * the same ones, and of a meter whose counter somebody locks for a second in every two; and it reserves and releases.
 * Measured are single posts of another organization at 1,000 a second and its checks at 2,000 a second, each with and
 * without the neighbour: a figure is the 99th percentile beside it, the reference that without.
 *
 * <p>The figures with {@code -ordinary} are the same beside a neighbour who sends and reserves as much, but new events,
 * within its plan, and with no lock: they tell what the processors owe to the load alone.
 */
final class NeighbourBenchmark implements Benchmark {

    private static final int CONNECTIONS = 64;
    private static final double POSTS = 1_000;
    private static final double CHECKS = 2_000;

    private static final int NEIGHBOURS_CONNECTIONS = 48;
    private static final int NEIGHBOURS_BATCH = 25;
    private static final double NEIGHBOURS_EVENTS = 5_000;
    private static final int RESERVING_CONNECTIONS = 4;
    private static final double RESERVATIONS = 100;

    /** The neighbour locks this counter in its own time. */
    private static final String LOCKED_METER = "api_calls";

    private static final Duration LOCKED = Duration.ofSeconds(1);
    private static final List<String> METERS = List.of("emails", "ai_requests", "api_calls");
    private static final int WORKSPACES = 4;
    private static final byte[] ACCEPTED = "\"accepted\"".getBytes(ISO_8859_1);
    private static final byte[] REFUSED = "\"allowed\":false".getBytes(ISO_8859_1);
    private static final String ID = "\"id\":\"";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration FOREVER = Duration.ofHours(1);

    private final String name;
    private final Duration time;
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong madeByNeighbour = new AtomicLong();

    NeighbourBenchmark(String name, Duration time) {
        this.name = name;
        this.time = time;
    }

    @Override
    public String name() {
        return name;
    }

    /** One way of asking, as it is measured. */
    private interface Measurement {
        Load run(Duration time);
    }

    @Override
    public List<Figure> run(BenchSuite suite) {
        suite.out().println("neighbour: three organizations of their own ...");
        BenchOrganization measured = BenchOrganization.found(suite, "enterprise", WORKSPACES);
        BenchOrganization neighbour = BenchOrganization.found(suite, "free", 1);
        BenchOrganization ordinary = BenchOrganization.found(suite, "enterprise", 1);
        URI billing = suite.local().baseUrl(ServiceName.BILLING);
        try (Wires wires = new Wires(billing, CONNECTIONS)) {
            Measurement posts = length ->
                    Load.paced(length, CONNECTIONS, POSTS, client -> post(wires.of(client), measured, client));
            Measurement checks =
                    length -> Load.paced(length, CONNECTIONS, CHECKS, client -> check(wires.of(client), measured));
            suite.out()
                    .println("warming up, then " + time.toSeconds()
                            + " s each, without, with an ordinary neighbour, with the noisy one ...");
            posts.run(time);
            checks.run(time);
            Load calmPosts = posts.run(time);
            Load calmChecks = checks.run(time);
            List<Figure> figures = new ArrayList<>();
            try (Neighbour beside = new Neighbour(suite, billing, ordinary, true)) {
                figures.add(figure(suite, "posts-ordinary", beside, posts, calmPosts));
                figures.add(figure(suite, "checks-ordinary", beside, checks, calmChecks));
            }
            try (Neighbour beside = new Neighbour(suite, billing, neighbour, false)) {
                beside.awaitItsLimit();
                figures.add(figure(suite, "posts", beside, posts, calmPosts));
                figures.add(figure(suite, "checks", beside, checks, calmChecks));
            }
            return figures;
        }
    }

    private Figure figure(BenchSuite suite, String what, Neighbour beside, Measurement measurement, Load calm) {
        long before = beside.events();
        Load load = measurement.run(time);
        Latencies latencies = load.latencies();
        double p99 = latencies.percentile(0.99);
        suite.out()
                .printf(
                        Locale.ROOT,
                        "  %s: p99 %.1f ms, without %.1f ms; the neighbour sent %,.0f events/s%n",
                        what,
                        p99,
                        calm.latencies().percentile(0.99),
                        (beside.events() - before) * 1e9 / load.took().toNanos());
        return new Figure(
                        what, p99, "ms", null, null, null, latencies.percentile(0.50), latencies.percentile(0.95), p99)
                .against(calm.latencies().percentile(0.99));
    }

    private Load.Request post(Wire wire, BenchOrganization target, int client) {
        UsageRequest request = UsageRequest.of(
                1, target.run(), client, METERS, target.workspaces(), target.token(), target.organization(), made);
        return () -> {
            int status = wire.exchange(request.next());
            if (status != 200 || wire.count(ACCEPTED) != 1) {
                throw new IllegalStateException("not accepted: " + wire.answer());
            }
            return 1;
        };
    }

    private static Load.Request check(Wire wire, BenchOrganization target) {
        byte[] question = json(target, "/api/billing/entitlements/check", "{\"meter\":\"emails\",\"quantity\":250}");
        return () -> {
            if (wire.exchange(question) != 200) {
                throw new IllegalStateException("not answered: " + wire.answer());
            }
            return 1;
        };
    }

    private static byte[] json(BenchOrganization target, String path, String body) {
        return Wire.request("POST", path, target.token(), target.organization(), body.getBytes(UTF_8));
    }

    /** The organization beside the measured one; it goes on until it is closed, whatever it is answered. */
    private final class Neighbour implements AutoCloseable {

        private final BenchSuite suite;
        private final BenchOrganization target;
        private final boolean isOrdinary;
        private final Wires wires;
        private final List<Thread> threads;
        private final AtomicLong events = new AtomicLong();
        private volatile boolean closed;

        /** @param isOrdinary whether it sends new events only and locks nothing */
        Neighbour(BenchSuite suite, URI billing, BenchOrganization target, boolean isOrdinary) {
            this.suite = suite;
            this.target = target;
            this.isOrdinary = isOrdinary;
            this.wires = new Wires(billing, NEIGHBOURS_CONNECTIONS + RESERVING_CONNECTIONS);
            this.threads = List.of(
                    thread(() -> Load.paced(
                            FOREVER,
                            NEIGHBOURS_CONNECTIONS,
                            NEIGHBOURS_EVENTS / NEIGHBOURS_BATCH,
                            client -> send(wires.of(client), client))),
                    thread(() -> Load.paced(
                            FOREVER,
                            RESERVING_CONNECTIONS,
                            RESERVATIONS,
                            client -> reserve(wires.of(NEIGHBOURS_CONNECTIONS + client)))),
                    thread(isOrdinary ? () -> {} : this::lock));
            threads.forEach(Thread::start);
        }

        /** How many events it has sent. */
        long events() {
            return events.get();
        }

        /** Waits until it has met its limit, so that what is measured is no ramp. */
        void awaitItsLimit() {
            byte[] more = json(target, "/api/billing/entitlements/check", "{\"meter\":\"emails\",\"quantity\":1}");
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            try (Wire wire = new Wire(suite.local().baseUrl(ServiceName.BILLING))) {
                while (wire.exchange(more) != 200 || wire.count(REFUSED) == 0) {
                    if (System.nanoTime() > deadline) {
                        throw new SuiteException("The neighbour does not reach its limit", "See ./suite logs billing");
                    }
                    LockSupport.parkNanos(POLL_INTERVAL.toNanos());
                }
            } catch (IOException e) {
                throw new IllegalStateException("no answer", e);
            }
        }

        /** A third of the connections at the limit, a third the same events, a third of the meter that is locked. */
        private Load.Request send(Wire wire, int client) {
            int kind = isOrdinary ? 0 : client % 3;
            UsageRequest request = UsageRequest.of(
                    NEIGHBOURS_BATCH,
                    target.run(),
                    client,
                    List.of(kind == 2 ? LOCKED_METER : "emails"),
                    target.workspaces(),
                    target.token(),
                    target.organization(),
                    madeByNeighbour);
            byte[] same = request.next().clone();
            return () -> {
                requireOpen();
                wire.exchange(kind == 1 ? same : request.next());
                events.addAndGet(NEIGHBOURS_BATCH);
                return NEIGHBOURS_BATCH;
            };
        }

        private Load.Request reserve(Wire wire) {
            byte[] hold = json(
                    target,
                    "/api/billing/entitlements/reserve",
                    "{\"meter\":\"ai_requests\",\"quantity\":1,\"workspaceId\":\""
                            + target.workspaces().getFirst() + "\"}");
            return () -> {
                requireOpen();
                if (wire.exchange(hold) == 201) {
                    String answer = wire.answer();
                    int id = answer.indexOf(ID) + ID.length();
                    wire.exchange(json(
                            target,
                            "/api/billing/entitlements/reservations/" + answer.substring(id, answer.indexOf('"', id))
                                    + "/release",
                            "{}"));
                }
                return 1;
            };
        }

        private void requireOpen() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
        }

        /** Locks the counter as a transaction would that forgot to end, a second in every two. */
        private void lock() {
            try (Connection connection = suite.local().superuser(ServiceName.BILLING)) {
                connection.setAutoCommit(false);
                while (!closed) {
                    try (PreparedStatement lock = connection.prepareStatement("""
                            select 1 from usage_period p join meter m on m.id = p.meter_id
                             where p.org_id = ? and m.code = ? for update of p""")) {
                        lock.setObject(1, UUID.fromString(target.organization()));
                        lock.setString(2, LOCKED_METER);
                        lock.execute();
                    }
                    LockSupport.parkNanos(LOCKED.toNanos());
                    connection.commit();
                    LockSupport.parkNanos(LOCKED.toNanos());
                }
            } catch (SQLException e) {
                throw new SuiteException("The counter cannot be locked: " + e.getMessage(), "See ./suite logs", e);
            }
        }

        private Thread thread(Runnable work) {
            return Thread.ofPlatform().name("neighbour").daemon().unstarted(() -> {
                try {
                    work.run();
                } catch (IllegalStateException e) {
                    if (!closed) {
                        suite.out().println("the neighbour has stopped: " + e.getMessage());
                    }
                }
            });
        }

        @Override
        public void close() {
            closed = true;
            wires.close();
        }
    }
}
