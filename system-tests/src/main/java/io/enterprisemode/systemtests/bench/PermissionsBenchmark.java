package io.enterprisemode.systemtests.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * P5 and R7: permission checks, single and in batches of 50, in a small organization and over 10,000 organizations with
 * a million memberships; and how long somebody who was removed is still let in. Figures are what 16 connections get as
 * fast as it is answered, against an operation of the same service that only authenticates; latencies are those at
 * 1,000 single checks and at 200 batches a second.
 */
final class PermissionsBenchmark implements Benchmark {

    private static final int CONNECTIONS = 16;
    private static final double STEADY_CHECKS = 1_000;
    private static final double STEADY_BATCHES = 200;
    private static final int BATCH = 50;
    private static final int MEMBERS = 20;
    private static final int REVOCATIONS = 60;
    private static final double MICROS_PER_MILLI = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final byte[] ALLOWED = "\"allowed\":true".getBytes(StandardCharsets.ISO_8859_1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHECK = "/api/permissions/check";

    private final Duration time;

    PermissionsBenchmark(Duration time) {
        this.time = time;
    }

    @Override
    public String name() {
        return "permissions";
    }

    @Override
    public List<Figure> run(BenchSuite suite) {
        suite.out().println("permissions: an organization of its own ...");
        Target target = prepare(suite);
        List<Figure> figures = new ArrayList<>();
        double reference = measure(suite, "reference", "requests/s", STEADY_CHECKS, wire -> nothing(wire, target))
                .value();
        Figure single = measure(suite, "check-single", "checks/s", STEADY_CHECKS, wire -> single(wire, target));
        figures.add(single.against(reference));
        figures.add(measure(suite, "check-batch-" + BATCH, "checks/s", STEADY_BATCHES, wire -> batch(wire, target))
                .against(reference));
        figures.add(amongMillions(suite, target).against(single.value()));
        figures.add(revocationInTeams(suite, target));
        figures.add(revocationElsewhere(suite, target));
        return figures;
    }

    /**
     * Where the questions are asked.
     *
     * @param token of the founder
     * @param founder without an organization
     */
    private record Target(String token, Caller founder, String organization, String workspace, List<UUID> members) {

        Caller owner() {
            return founder.in(organization);
        }
    }

    private static Target prepare(BenchSuite suite) {
        String token = suite.newcomersToken();
        Caller founder = Caller.at(suite.local().baseUrl(ServiceName.TEAMS)).bearing(token);
        String organization = id(founder.post("/api/organizations", Map.of("name", "Benchmark " + Instant.now())));
        Caller owner = founder.in(organization);
        String team = id(owner.post("/api/teams", Map.of("name", "Benchmark")));
        String workspace = id(owner.post("/api/workspaces", Map.of("teamId", team, "name", "Benchmark")));
        List<UUID> members = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            members.add(
                    join(suite, owner, i % 2 == 0 ? organization : workspace).id());
        }
        return new Target(token, founder, organization, workspace, members);
    }

    /** A program that belongs to the organization. */
    private record Member(UUID id, Caller caller) {}

    private static Member join(BenchSuite suite, Caller owner, String node) {
        String subject = "bench-" + UUID.randomUUID();
        owner.post(
                        "/api/members",
                        Map.of("subject", subject, "kind", "SERVICE_ACCOUNT", "role", "MEMBER", "nodeId", node))
                .expect(201);
        String token = suite.local().tokens().access(Map.of("sub", subject));
        return new Member(
                PrincipalId.of(suite.local().issuer(), subject),
                Caller.at(suite.local().baseUrl(ServiceName.BILLING)).bearing(token));
    }

    private Figure measure(
            BenchSuite suite, String figure, String unit, double steady, Function<Wire, Load.Request> requests) {
        suite.out().println(figure + ": warming up, then " + time.toSeconds() + " s ...");
        try (Wires wires = new Wires(suite.local().baseUrl(ServiceName.TEAMS), CONNECTIONS)) {
            IntFunction<Load.Request> client = number -> requests.apply(wires.of(number));
            Load.during(time.dividedBy(2), CONNECTIONS, client);
            ProcessCpu service = suite.cpu(ServiceName.TEAMS.id());
            ProcessCpu postgres = suite.cpu("postgres");
            Duration before = service.used().plus(postgres.used());
            Load load = Load.during(time, CONNECTIONS, client);
            Duration cpu = service.used().plus(postgres.used()).minus(before);
            Load calm = Load.paced(time, CONNECTIONS, steady, client);
            return new Figure(
                    figure,
                    load.rate(),
                    unit,
                    null,
                    null,
                    cpu.toMillis() * MICROS_PER_MILLI / load.units(),
                    calm.latencies().percentile(0.50),
                    calm.latencies().percentile(0.95),
                    calm.latencies().percentile(0.99));
        }
    }

    private static Load.Request nothing(Wire wire, Target target) {
        byte[] request =
                Wire.request("GET", "/api/permissions/usage:write", target.token(), target.organization(), new byte[0]);
        return () -> {
            if (wire.exchange(request) != 200) {
                throw new IllegalStateException("not answered: " + wire.answer());
            }
            return 1;
        };
    }

    private static Load.Request single(Wire wire, Target target) {
        List<byte[]> requests = target.members().stream()
                .map(member -> asked(target, target.organization(), question(member, target.workspace())))
                .toList();
        return () -> requireAllowed(wire, some(requests), 1);
    }

    private static Load.Request batch(Wire wire, Target target) {
        List<Map<String, Object>> questions = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            questions.add(question(target.members().get(i % MEMBERS), target.workspace()));
        }
        byte[] request = asked(target, target.organization(), Map.of("checks", questions));
        return () -> requireAllowed(wire, request, BATCH);
    }

    private static byte[] asked(Target target, String organization, Object question) {
        try {
            return Wire.request("POST", CHECK, target.token(), organization, JSON.writeValueAsBytes(question));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> question(UUID principal, String node) {
        return Map.of("permission", "usage:write", "principalId", principal.toString(), "nodeId", node);
    }

    private static int requireAllowed(Wire wire, byte[] request, int questions) throws IOException {
        if (wire.exchange(request) != 200 || wire.count(ALLOWED) != questions) {
            throw new IllegalStateException("not allowed: " + wire.answer());
        }
        return questions;
    }

    /** Single checks, each in another of 10,000 organizations, about another of a million members. */
    private Figure amongMillions(BenchSuite suite, Target target) {
        suite.out().println("check-single-1m: writing a million memberships ...");
        UUID caller = UUID.fromString(target.founder()
                .get("/api/me")
                .expect(200)
                .json()
                .path("principalId")
                .asText());
        try (MillionMemberships millions = MillionMemberships.load(suite.local(), caller)) {
            Figure figure = measure(
                    suite,
                    "check-single-1m",
                    "checks/s",
                    STEADY_CHECKS,
                    wire -> () -> amongMillions(wire, target, millions));
            suite.out().println("taking them away again ...");
            return figure;
        }
    }

    private static int amongMillions(Wire wire, Target target, MillionMemberships millions) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int organization = random.nextInt(MillionMemberships.ORGANIZATIONS);
        UUID member = millions.member(organization, 1 + random.nextInt(MillionMemberships.MEMBERS));
        String question = "{\"permission\":\"usage:read\",\"principalId\":\"" + member + "\",\"nodeId\":\""
                + millions.workspace(organization) + "\"}";
        byte[] request = Wire.request(
                "POST",
                CHECK,
                target.token(),
                millions.organization(organization).toString(),
                question.getBytes(StandardCharsets.UTF_8));
        return requireAllowed(wire, request, 1);
    }

    /** How many of the checks that come right after a removal was acknowledged still say yes; must be 0. */
    private static Figure revocationInTeams(BenchSuite suite, Target target) {
        suite.out().println("revocation-teams: " + REVOCATIONS + " removals ...");
        Caller owner = target.owner();
        List<Long> nanos = new ArrayList<>();
        int stale = 0;
        for (int i = 0; i < REVOCATIONS; i++) {
            Member member = join(suite, owner, target.organization());
            owner.delete("/api/members/" + member.id()).expect(204);
            long begin = System.nanoTime();
            Answer answer =
                    owner.post(CHECK, question(member.id(), target.workspace())).expect(200);
            nanos.add(System.nanoTime() - begin);
            stale += answer.json().path("allowed").asBoolean() ? 1 : 0;
        }
        return latencies("revocation-teams", stale, "stale", new Latencies(nanos));
    }

    /** The time from the acknowledgement of a removal to the first refusal by billing-service. */
    private static Figure revocationElsewhere(BenchSuite suite, Target target) {
        suite.out().println("revocation-other-services: " + REVOCATIONS + " removals ...");
        Caller owner = target.owner();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < REVOCATIONS; i++) {
            members.add(join(suite, owner, target.organization()));
        }
        List<Long> nanos = new ArrayList<>();
        for (Member member : members) {
            Caller caller = member.caller().in(target.organization());
            await(caller, true, POLL_INTERVAL);
            owner.delete("/api/members/" + member.id()).expect(204);
            long begin = System.nanoTime();
            await(caller, false, Duration.ZERO);
            nanos.add(System.nanoTime() - begin);
        }
        Latencies latencies = new Latencies(nanos);
        return latencies("revocation-other-services", latencies.percentile(0.50), "ms", latencies);
    }

    private static Figure latencies(String name, double value, String unit, Latencies latencies) {
        return new Figure(
                name,
                value,
                unit,
                null,
                null,
                null,
                latencies.percentile(0.50),
                latencies.percentile(0.95),
                latencies.percentile(0.99));
    }

    /** Asks billing-service until it lets the caller in, or no more. */
    private static void await(Caller caller, boolean letIn, Duration pause) {
        Instant deadline = Instant.now().plus(PATIENCE);
        Answer answer = caller.get("/api/billing/usage");
        while ((answer.status() == 200) != letIn) {
            if (Instant.now().isAfter(deadline)) {
                throw new SuiteException("billing-service has not heard of it: " + answer, "See ./suite logs billing");
            }
            LockSupport.parkNanos(pause.toNanos());
            answer = caller.get("/api/billing/usage");
        }
    }

    private static <T> T some(List<T> items) {
        return items.get(ThreadLocalRandom.current().nextInt(items.size()));
    }

    private static String id(Answer created) {
        return created.expect(201).json().path("id").asText();
    }
}
