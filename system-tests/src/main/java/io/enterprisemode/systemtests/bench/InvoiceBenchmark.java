package io.enterprisemode.systemtests.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * P6: the scheduler of the running service works off subscriptions whose drafts are to be finalized, each with a fee
 * and overage, first alone and then while others ask for entitlements; one invoice over many events; and the preview of
 * the next invoice. With {@code ENTERPRISE_INVOICING_EVERY=1s} at {@code ./suite up} nobody waits for the scheduler.
 */
final class InvoiceBenchmark implements Benchmark {

    private static final String INVOICES = "/api/billing/invoices";
    private static final String PLAN = "starter";
    private static final int WORKSPACES = 4;
    private static final int CONNECTIONS = 16;
    private static final int BATCH = 1_000;

    /** Events of the invoices that one over many events is compared with. */
    private static final int FEW_EVENTS = 100;

    /** Organizations with one invoice each, over many events and over few. */
    private static final int SAMPLES = 5;

    private static final int FOR_WARMING_UP = 40;

    private static final double CHECKS_PER_SECOND = 1_000;
    private static final double PREVIEWS_PER_SECOND = 100;
    private static final byte[] CHECK = "{\"meter\":\"emails\",\"quantity\":250}".getBytes(ISO_8859_1);
    private static final byte[] ACCEPTED = "\"accepted\"".getBytes(ISO_8859_1);
    /** How long checks are asked for before the run beside them begins. */
    private static final Duration ASKED_BEFORE = Duration.ofSeconds(2);

    private static final Duration DRAFT_PATIENCE = Duration.ofSeconds(90);
    /** For what is left to do of usage that was posted. */
    private static final Duration SETTLED_PATIENCE = Duration.ofSeconds(10);

    /** For what consumers have to do of a run. */
    private static final Duration CALM_PATIENCE = Duration.ofMinutes(3);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final String name;
    private final int subscriptions;
    private final int events;
    private final Duration time;

    /**
     * @param subscriptions that are due at once
     * @param events of one invoice, a multiple of 1,000
     * @param time how long previews are asked for
     */
    InvoiceBenchmark(String name, int subscriptions, int events, Duration time) {
        this.name = name;
        this.subscriptions = subscriptions;
        this.events = events;
        this.time = time;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Figure> run(BenchSuite suite) {
        try {
            Instant anchor = OffsetDateTime.now(ZoneOffset.UTC)
                    .minusMonths(1)
                    .minusDays(1)
                    .withNano(0)
                    .toInstant();
            suite.out().println("invoices: organizations of their own ...");
            BenchOrganization template = organization(suite, anchor, 3 * FEW_EVENTS, 200);
            List<Figure> figures = new ArrayList<>(runs(suite, template));
            Calm.await(CALM_PATIENCE);
            single(suite, "invoice-" + FEW_EVENTS + "-events, warming up", anchor, FEW_EVENTS, FOR_WARMING_UP);
            double few = single(suite, "invoice-" + FEW_EVENTS + "-events", anchor, FEW_EVENTS, SAMPLES)
                    .value();
            figures.add(single(suite, "invoice-" + events / 1_000 + "k-events", anchor, events, SAMPLES)
                    .against(few));
            BenchOrganization shown = organization(suite, anchor, events, 1);
            figures.add(previews(suite, shown));
            return figures;
        } catch (SQLException e) {
            throw new SuiteException("PostgreSQL does not do what is needed: " + e.getMessage(), "See the cause", e);
        }
    }

    /**
     * Founds an organization whose first usage period is over, with events of it.
     *
     * @param quantity of each event
     */
    private static BenchOrganization organization(BenchSuite suite, Instant anchor, int events, int quantity) {
        BenchOrganization made = BenchOrganization.found(suite, PLAN, WORKSPACES, anchor);
        Instant time =
                anchor.atOffset(ZoneOffset.UTC).plusMonths(1).minusHours(1).toInstant();
        try (Wire wire = new Wire(suite.local().baseUrl(ServiceName.BILLING))) {
            for (int sent = 0; sent < events; sent += BATCH) {
                int batch = Math.min(BATCH, events - sent);
                byte[] request = Wire.request(
                        "POST",
                        "/api/billing/usage",
                        made.token(),
                        made.organization(),
                        usage(made, sent, batch, time, quantity).getBytes(ISO_8859_1));
                if (wire.exchange(request) != 200 || wire.count(ACCEPTED) != batch) {
                    throw new SuiteException("Not counted: " + wire.answer(), "See ./suite logs billing");
                }
            }
        } catch (IOException e) {
            throw new SuiteException("billing-service does not answer: " + e, "See ./suite logs billing", e);
        }
        return made;
    }

    private static String usage(BenchOrganization target, int first, int count, Instant time, int quantity) {
        StringBuilder body = new StringBuilder(count * 200).append('[');
        List<String> meters = List.of("emails", "ai_requests", "contacts");
        for (int i = first; i < first + count; i++) {
            body.append(i == first ? "" : ",")
                    .append("{\"id\":\"event-")
                    .append(i)
                    .append("\",\"source\":\"/bench/invoices\",\"type\":\"")
                    .append(meters.get(i % meters.size()))
                    .append("\",\"subject\":\"")
                    .append(target.workspaces()
                            .get(i / meters.size() % target.workspaces().size()))
                    .append("\",\"time\":\"")
                    .append(time)
                    .append("\",\"data\":{\"quantity\":")
                    .append(quantity)
                    .append("}}");
        }
        return body.append(']').toString();
    }

    /** Two runs over as many subscriptions: alone, and while others ask. */
    private List<Figure> runs(BenchSuite suite, BenchOrganization template) throws SQLException {
        UsageFilling.Database database = () -> suite.local().superuser(ServiceName.BILLING);
        awaitDraft(database, template);
        warmUp(suite, database, template);
        ProcessCpu service = suite.cpu(ServiceName.BILLING.id());
        ProcessCpu postgres = suite.cpu("postgres");
        suite.out().println("invoice-run: " + subscriptions + " subscriptions ...");
        DueSubscriptions alone = DueSubscriptions.copies(database, template.organization(), subscriptions);
        Calm.await(CALM_PATIENCE);
        Duration serviceBefore = service.used();
        Duration postgresBefore = postgres.used();
        alone.release();
        Duration took = alone.awaitAll();
        Duration ofService = service.used().minus(serviceBefore);
        Duration ofPostgres = postgres.used().minus(postgresBefore);
        suite.out()
                .printf(
                        Locale.ROOT,
                        "  CPU per invoice: service %,.0f us, PostgreSQL %,.0f us%n",
                        ofService.toMillis() * MICROS_PER_MILLI / subscriptions,
                        ofPostgres.toMillis() * MICROS_PER_MILLI / subscriptions);
        Figure run = figure(
                "invoice-run",
                subscriptions * MILLIS_PER_SECOND / Math.max(1, took.toMillis()),
                "invoices/s",
                ofService.plus(ofPostgres).toMillis() * MICROS_PER_MILLI / subscriptions,
                null);

        suite.out().println("checks-during-run: " + subscriptions + " more ...");
        DueSubscriptions asked = DueSubscriptions.copies(database, template.organization(), subscriptions);
        Calm.await(CALM_PATIENCE);
        byte[] check = Wire.request(
                "POST", "/api/billing/entitlements/check", template.token(), template.organization(), CHECK);
        try (Wires wires = new Wires(suite.local().baseUrl(ServiceName.BILLING), CONNECTIONS)) {
            Load.during(time, CONNECTIONS, client -> send(wires.of(client), check, 200));
            Load before =
                    Load.paced(time, CONNECTIONS, CHECKS_PER_SECOND, client -> send(wires.of(client), check, 200));
            // The run comes to who asks already; beside the checks it takes longer than it took alone.
            CompletableFuture<Void> released = CompletableFuture.runAsync(
                    () -> {
                        try {
                            asked.release();
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    CompletableFuture.delayedExecutor(ASKED_BEFORE.toMillis(), TimeUnit.MILLISECONDS));
            Load checks = Load.paced(
                    took.plus(ASKED_BEFORE.multipliedBy(2)),
                    CONNECTIONS,
                    CHECKS_PER_SECOND,
                    client -> send(wires.of(client), check, 200));
            released.join();
            Duration withChecks = asked.awaitAll();
            suite.out()
                    .printf(
                            Locale.ROOT,
                            "  meanwhile %,.0f invoices/s%n",
                            subscriptions * MILLIS_PER_SECOND / Math.max(1, withChecks.toMillis()));
            return List.of(
                    run,
                    figure("checks-before-run", before.rate(), "requests/s", null, before.latencies()),
                    figure("checks-during-run", checks.rate(), "requests/s", null, checks.latencies()));
        }
    }

    /** The code of the scheduler is compiled before it is measured. */
    private void warmUp(BenchSuite suite, UsageFilling.Database database, BenchOrganization template)
            throws SQLException {
        suite.out().println("invoice-run: warming up ...");
        DueSubscriptions few = DueSubscriptions.copies(database, template.organization(), subscriptions);
        few.release();
        few.awaitAll();
    }

    /** The scheduler ends the usage period; its draft waits for the grace. */
    private static void awaitDraft(UsageFilling.Database database, BenchOrganization template) throws SQLException {
        Instant deadline = Instant.now().plus(DRAFT_PATIENCE);
        while (!DueSubscriptions.hasDraft(database, template.organization())) {
            if (Instant.now().isAfter(deadline)) {
                throw new SuiteException("The scheduler ends no period", "See ./suite logs billing");
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    /** Requests that issue an invoice, one per organization. */
    private static Figure single(BenchSuite suite, String figure, Instant anchor, int events, int samples) {
        suite.out().println(figure + ": " + samples + " organizations ...");
        URI billing = suite.local().baseUrl(ServiceName.BILLING);
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            BenchOrganization billed = organization(suite, anchor, events, 1);
            if (samples == SAMPLES) {
                Calm.await(SETTLED_PATIENCE);
            }
            byte[] request =
                    Wire.request("POST", INVOICES, billed.token(), billed.organization(), "{}".getBytes(ISO_8859_1));
            try (Wire wire = new Wire(billing)) {
                long begin = System.nanoTime();
                int status = wire.exchange(request);
                nanos.add(System.nanoTime() - begin);
                if (status != 201) {
                    throw new SuiteException("Not invoiced: " + wire.answer(), "See ./suite logs billing");
                }
            } catch (IOException e) {
                throw new SuiteException("billing-service does not answer: " + e, "See ./suite logs billing", e);
            }
        }
        Latencies latencies = new Latencies(nanos);
        return figure(figure, latencies.percentile(0.50), "ms", null, latencies);
    }

    /** The value is what is answered as fast as possible, the latencies are those at a steady rate. */
    private Figure previews(BenchSuite suite, BenchOrganization shown) {
        suite.out().println("invoice-preview: warming up, then " + time.toSeconds() + " s ...");
        byte[] request = Wire.request(
                "POST", INVOICES + "?preview=true", shown.token(), shown.organization(), "{}".getBytes(ISO_8859_1));
        ProcessCpu service = suite.cpu(ServiceName.BILLING.id());
        ProcessCpu postgres = suite.cpu("postgres");
        try (Wires wires = new Wires(suite.local().baseUrl(ServiceName.BILLING), CONNECTIONS)) {
            Load.during(time, CONNECTIONS, client -> send(wires.of(client), request, 200));
            double rate = Load.during(time, CONNECTIONS, client -> send(wires.of(client), request, 200))
                    .rate();
            Duration before = service.used().plus(postgres.used());
            Load steady =
                    Load.paced(time, CONNECTIONS, PREVIEWS_PER_SECOND, client -> send(wires.of(client), request, 200));
            Duration cpu = service.used().plus(postgres.used()).minus(before);
            return figure(
                    "invoice-preview",
                    rate,
                    "requests/s",
                    cpu.toMillis() * MICROS_PER_MILLI / steady.units(),
                    steady.latencies());
        }
    }

    private static Load.Request send(Wire wire, byte[] request, int status) {
        return () -> {
            if (wire.exchange(request) != status) {
                throw new IllegalStateException("not answered: " + wire.answer());
            }
            return 1;
        };
    }

    private static Figure figure(
            String name, double value, String unit, @Nullable Double cpu, @Nullable Latencies latencies) {
        return new Figure(
                name,
                value,
                unit,
                null,
                null,
                cpu,
                latencies == null ? null : latencies.percentile(0.50),
                latencies == null ? null : latencies.percentile(0.95),
                latencies == null ? null : latencies.percentile(0.99));
    }
}
