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
 * P4: may this organization use so much? Asked by 16 organizations about 4 meters over 64 connections as fast as it is
 * answered, against an operation that does nothing with the same credential; the latencies are those at 2,000 a second.
 */
final class EntitlementBenchmark implements Benchmark {

    private static final String CHECK = "/api/billing/entitlements/check";
    private static final String SUBSCRIPTIONS = "/api/billing/subscriptions";
    private static final int CONNECTIONS = 64;
    private static final int ORGANIZATIONS = 16;
    private static final List<String> METERS = List.of("emails", "ai_requests", "api_calls", "contacts");
    private static final double STEADY = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
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
        suite.out().println("entitlements: " + ORGANIZATIONS + " organizations of their own ...");
        String token = suite.newcomersToken();
        Caller founder = Caller.at(suite.local().baseUrl(ServiceName.GATEWAY)).bearing(token);
        List<List<byte[]>> pings = new ArrayList<>();
        List<List<byte[]>> checks = new ArrayList<>();
        for (int i = 0; i < ORGANIZATIONS; i++) {
            String organization = founder.post("/api/organizations", Map.of("name", "Benchmark " + Instant.now()))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            subscribe(founder.in(organization));
            pings.add(List.of(Wire.request("GET", "/api/billing/ping", token, organization, new byte[0])));
            checks.add(METERS.stream()
                    .map(meter -> Wire.request("POST", CHECK, token, organization, question(meter)))
                    .toList());
        }
        URI billing = suite.local().baseUrl(ServiceName.BILLING);
        double nothing = unhurried(suite, "doing nothing", billing, pings).rate();
        return List.of(checks(suite, billing, checks).against(nothing));
    }

    private static byte[] question(String meter) {
        return "{\"meter\":\"%s\",\"quantity\":250}".formatted(meter).getBytes(StandardCharsets.UTF_8);
    }

    /** Billing learns of an organization a moment after it was founded. */
    private static void subscribe(Caller owner) {
        Instant deadline = Instant.now().plus(PATIENCE);
        Answer answer = owner.post(SUBSCRIPTIONS, Map.of("plan", "enterprise", "interval", "MONTH"));
        while (answer.status() != 201) {
            if (Instant.now().isAfter(deadline)) {
                throw new SuiteException("The benchmark cannot begin: " + answer, "See ./suite logs billing");
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            answer = owner.post(SUBSCRIPTIONS, Map.of("plan", "enterprise", "interval", "MONTH"));
        }
    }

    private Load unhurried(BenchSuite suite, String what, URI billing, List<List<byte[]>> requests) {
        try (Wires wires = new Wires(billing, CONNECTIONS)) {
            suite.out().println(what + ": warming up, then " + time.toSeconds() + " s ...");
            Load.during(
                    time.dividedBy(2),
                    CONNECTIONS,
                    client -> send(wires.of(client), requests.get(client % ORGANIZATIONS)));
            Load load = Load.during(
                    time, CONNECTIONS, client -> send(wires.of(client), requests.get(client % ORGANIZATIONS)));
            suite.out().printf(Locale.ROOT, "  %-45s %,10.0f requests/s%n", what, load.rate());
            return load;
        }
    }

    private Figure checks(BenchSuite suite, URI billing, List<List<byte[]>> requests) {
        ProcessCpu service = suite.cpu(ServiceName.BILLING.id());
        ProcessCpu postgres = suite.cpu("postgres");
        double rate = unhurried(suite, "entitlement-check", billing, requests).rate();
        try (Wires wires = new Wires(billing, CONNECTIONS)) {
            Duration before = service.used().plus(postgres.used());
            Load steady = Load.paced(
                    time, CONNECTIONS, STEADY, client -> send(wires.of(client), requests.get(client % ORGANIZATIONS)));
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
        }
    }

    /** Sends the requests in turn. */
    private static Load.Request send(Wire wire, List<byte[]> requests) {
        int[] sent = {0};
        return () -> {
            if (wire.exchange(requests.get(sent[0]++ % requests.size())) != 200) {
                throw new IllegalStateException("not answered: " + wire.answer());
            }
            return 1;
        };
    }
}
