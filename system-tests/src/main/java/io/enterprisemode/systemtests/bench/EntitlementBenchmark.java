package io.enterprisemode.systemtests.bench;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * P4: may this organization use so much? Asked over 16 connections as fast as it is answered, against an operation that does nothing with the same
 * credential; the latencies are those at 2,000 a second.
 */
final class EntitlementBenchmark implements Benchmark {

    private static final String CHECK = "/api/billing/entitlements/check";
    private static final String SUBSCRIPTIONS = "/api/billing/subscriptions";
    private static final int CONNECTIONS = 16;
    private static final double STEADY = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final double MICROS_PER_MILLI = 1_000;

    private final Duration time;

    EntitlementBenchmark(Duration time) {
        this.time = time;
    }

    @Override
    public String name() {
        return "entitlements";
    }

    @Override
    public List<Figure> run(BenchSuite suite) {
        suite.out().println("entitlements: an organization of its own ...");
        String token = suite.newcomersToken();
        Caller founder = Caller.at(suite.local().baseUrl(ServiceName.GATEWAY)).bearing(token);
        String organization = founder.post("/api/organizations", Map.of("name", "Benchmark " + Instant.now()))
                .expect(201)
                .json()
                .path("id")
                .asText();
        subscribe(founder.in(organization));
        URI billing = suite.local().baseUrl(ServiceName.BILLING);
        byte[] ping = Wire.request("GET", "/api/billing/ping", token, organization, new byte[0]);
        byte[] check = Wire.request(
                "POST",
                CHECK,
                token,
                organization,
                "{\"meter\":\"emails\",\"quantity\":250}".getBytes(StandardCharsets.UTF_8));
        double nothing = unhurried(suite, "doing nothing", billing, ping).rate();
        return List.of(checks(suite, billing, check).against(nothing));
    }

    /** Billing learns of an organization a moment after it was founded. */
    private static void subscribe(Caller owner) {
        Instant deadline = Instant.now().plus(PATIENCE);
        Answer answer = owner.post(SUBSCRIPTIONS, Map.of("plan", "enterprise", "interval", "MONTH"));
        while (answer.status() != 201) {
            if (Instant.now().isAfter(deadline)) {
                throw new SuiteException("The benchmark cannot begin: " + answer, "See ./suite logs billing");
            }
            LockSupport.parkNanos(GLANCE.toNanos());
            answer = owner.post(SUBSCRIPTIONS, Map.of("plan", "enterprise", "interval", "MONTH"));
        }
    }

    private Load unhurried(BenchSuite suite, String what, URI billing, byte[] request) {
        List<Wire> wires = wires(billing);
        try {
            suite.out().println(what + ": warming up, then " + time.toSeconds() + " s ...");
            Load.during(time.dividedBy(2), CONNECTIONS, client -> send(wires.get(client), request));
            Load load = Load.during(time, CONNECTIONS, client -> send(wires.get(client), request));
            suite.out().printf(Locale.ROOT, "  %-45s %,10.0f requests/s%n", what, load.rate());
            return load;
        } finally {
            wires.forEach(Wire::close);
        }
    }

    private Figure checks(BenchSuite suite, URI billing, byte[] check) {
        ProcessCpu service = suite.cpu(ServiceName.BILLING.id());
        ProcessCpu postgres = suite.cpu("postgres");
        double rate = unhurried(suite, "entitlement-check", billing, check).rate();
        List<Wire> wires = wires(billing);
        try {
            Duration before = service.used().plus(postgres.used());
            Load steady = Load.paced(time, CONNECTIONS, STEADY, client -> send(wires.get(client), check));
            Duration cpu = service.used().plus(postgres.used()).minus(before);
            suite.out().printf(Locale.ROOT, "  %-45s %,10.0f requests/s%n", "latencies are those at", steady.rate());
            return new Figure(
                    "entitlement-check",
                    rate,
                    "requests/s",
                    null,
                    null,
                    cpu.toMillis() * MICROS_PER_MILLI / steady.units(),
                    steady.latencies().percentile(0.50),
                    steady.latencies().percentile(0.95),
                    steady.latencies().percentile(0.99));
        } finally {
            wires.forEach(Wire::close);
        }
    }

    private static List<Wire> wires(URI billing) {
        List<Wire> wires = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            wires.add(new Wire(billing));
        }
        return wires;
    }

    private static Load.Request send(Wire wire, byte[] request) {
        return () -> {
            if (wire.exchange(request) != 200) {
                throw new IllegalStateException("not answered: " + wire.answer());
            }
            return 1;
        };
    }
}
