package io.enterprisemode.systemtests.upgrade;

import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.service.ServiceProcess;
import io.enterprisemode.local.stack.KafkaTopics;
import io.enterprisemode.local.suite.LocalSuite;
import io.enterprisemode.systemtests.crash.Inspection;
import io.enterprisemode.systemtests.crash.Journal;
import io.enterprisemode.systemtests.crash.UsageScript;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * An upgrade, a rollback and the upgrade again, one service beside its other version at each step, while requests of
 * every kind come in. No request may fail, no event may be lost, counted twice or end as a dead letter.
 */
final class UpgradeRun implements AutoCloseable {

    private static final String OLD = "old";
    private static final String NEW = "new";
    private static final int WORKSPACES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

    private final LocalSuite local;
    private final Duration stay;
    private final PrintWriter out;
    private final Map<ServiceName, ServiceProcess> successors = new EnumMap<>(ServiceName.class);
    private final Doors doors = new Doors();
    private final Findings findings;
    private final Caller owner;
    private final UUID organization;
    private final UsageScript script;
    private final List<Journal> journals = new ArrayList<>();
    private final List<Traffic> traffic = new ArrayList<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Founds an organization by the old version and lets the traffic begin.
     *
     * @param local a running suite of the old version
     * @param project the built checkout of the new version
     * @param stay how long each step lasts at least
     * @param folder takes the journals
     */
    UpgradeRun(LocalSuite local, Path project, long seed, Duration stay, Path folder, PrintWriter out) {
        this.local = local;
        this.stay = stay;
        this.out = out;
        this.findings = new Findings(out);
        for (ServiceName service : ServiceName.values()) {
            successors.put(service, local.replica(service, 2, project));
        }
        String subject = "upgrade-" + UUID.randomUUID();
        String token = local.tokens().person(subject, "Upgrade", subject + "@people.example");
        Caller founder = Caller.at(local.baseUrl(ServiceName.GATEWAY)).bearing(token);
        this.organization = UUID.fromString(id(founder.post("/api/organizations", Map.of("name", "Upgrade run"))));
        this.owner = founder.in(organization.toString());
        Instant start = Instant.now().truncatedTo(ChronoUnit.MICROS);
        subscribe(start);
        this.script = new UsageScript(seed, start, workspaces());
        awaitOrganization();
        doors.open(OLD, addresses(local::baseUrl));
        addTraffic(folder);
        traffic.forEach(executor::execute);
    }

    private static Map<ServiceName, URI> addresses(Function<ServiceName, URI> address) {
        Map<ServiceName, URI> addresses = new EnumMap<>(ServiceName.class);
        for (ServiceName service : ServiceName.values()) {
            addresses.put(service, address.apply(service));
        }
        return addresses;
    }

    private static String id(Answer created) {
        return created.expect(201).json().path("id").asText();
    }

    /** The plan that an organization begins with has room for one; teams-service knows of another a moment later. */
    private List<String> workspaces() {
        String team = id(owner.post("/api/teams", Map.of("name", "Upgrade")));
        List<String> workspaces = new ArrayList<>();
        for (int i = 1; i <= WORKSPACES; i++) {
            Map<String, String> request = Map.of("teamId", team, "name", "Workspace " + i);
            await("room for a workspace", () -> {
                Answer answer = owner.post("/api/workspaces", request);
                boolean isFull = answer.body().contains("/problems/seat-limit-reached");
                if (!isFull) {
                    workspaces.add(id(answer));
                }
                return !isFull;
            });
        }
        return workspaces;
    }

    private void subscribe(Instant at) {
        String start =
                at.minus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS).toString();
        await(
                "a subscription",
                () -> owner.post(
                                        "/api/billing/subscriptions",
                                        Map.of("plan", "enterprise", "interval", "MONTH", "startAt", start))
                                .status()
                        == 201);
    }

    /** Until every service knows it, and the last workspace is known to billing-service. */
    private void awaitOrganization() {
        Map<String, Object> probe = Map.of(
                "id", "probe",
                "source", "/probe",
                "type", "emails",
                "subject", script.workspaces().getLast(),
                "time", "2999-01-01T00:00:00Z",
                "data", Map.of("quantity", 1));
        await(
                "the workspaces",
                () -> owner.post("/api/billing/usage", probe).body().contains("time-in-future"));
        await(
                "the organization in every service",
                () -> owner.get("/api/reports/audit?limit=1").status() == 200
                        && owner.get("/api/reports/financial").status() == 200);
    }

    private void addTraffic(Path folder) {
        usage(ServiceName.BILLING, false, folder);
        usage(ServiceName.BILLING, false, folder);
        usage(ServiceName.BILLING, true, folder);
        usage(ServiceName.GATEWAY, false, folder);
        String workspace = script.workspaces().getFirst();
        requests(
                "permission checks",
                ServiceName.TEAMS,
                caller -> caller.post(
                        "/api/permissions/check", Map.of("permission", "usage:write", "nodeId", workspace)));
        requests("members and caller", ServiceName.TEAMS, caller -> {
            Answer members = caller.get("/api/members?limit=10");
            return members.status() == 200 ? caller.get("/api/me") : members;
        });
        requests("keys made and revoked", ServiceName.TEAMS, caller -> {
            Answer made = caller.post("/api/apikeys", Map.of("name", "Upgrade", "scopes", List.of("usage:read")));
            return made.status() == 201
                    ? caller.delete("/api/apikeys/" + made.json().path("keyId").asText())
                    : made;
        });
        requests(
                "entitlement checks",
                ServiceName.BILLING,
                caller -> caller.post("/api/billing/entitlements/check", Map.of("meter", "emails", "quantity", 1)));
        requests("usage asked for", ServiceName.BILLING, caller -> caller.get("/api/billing/usage?current=true"));
        requests("reservations", ServiceName.BILLING, caller -> {
            Answer held = caller.post(
                    "/api/billing/entitlements/reserve",
                    Map.of("meter", "emails", "workspaceId", workspace, "quantity", 5));
            return held.status() < 300 && held.json().path("allowed").asBoolean()
                    ? caller.post(
                            "/api/billing/entitlements/reservations/"
                                    + held.json().path("reservation").path("id").asText() + "/release",
                            Map.of())
                    : held;
        });
        requests(
                "audit events posted",
                ServiceName.AUDIT,
                caller -> caller.post(
                        "/api/reports/audit",
                        Map.of(
                                "id",
                                UUID.randomUUID().toString(),
                                "category",
                                "data",
                                "action",
                                "shop.order.placed",
                                "target",
                                Map.of("type", "order", "id", "4711"))));
        requests("audit searches", ServiceName.AUDIT, caller -> caller.get("/api/reports/audit?limit=5"));
        requests("reports", ServiceName.REPORTING, caller -> {
            Answer report = caller.get("/api/reports/financial");
            return report.status() == 200 ? caller.get("/api/reports/analytics?interval=day") : report;
        });
        requests("summaries", ServiceName.GATEWAY, caller -> caller.get("/api/enterprise/summary"));
    }

    private void usage(ServiceName door, boolean async, Path folder) {
        Journal journal = new Journal(journals.size(), folder);
        journals.add(journal);
        traffic.add(new UsageTraffic(door, async, doors, owner, script, journal, findings));
    }

    private void requests(String kind, ServiceName service, Function<Caller, Answer> request) {
        traffic.add(new RequestTraffic(kind, service, doors, owner, request, findings));
    }

    /** Old, old beside new, new, new beside old, old, old beside new, new. */
    void run() throws InterruptedException {
        goOn("the old version");
        KafkaTopics.create(local.kafkaBootstrap());
        startNew();
        goOn("the new version as well");
        doors.close(OLD);
        stopOld();
        goOn("the new version alone");
        local.startServices();
        doors.open(OLD, addresses(local::baseUrl));
        goOn("the old version as well");
        doors.close(NEW);
        successors.values().forEach(ServiceProcess::stop);
        goOn("the old version alone, on what the new one left");
        startNew();
        goOn("the new version as well");
        doors.close(OLD);
        stopOld();
        goOn("the new version alone");
    }

    private void startNew() {
        Map<String, String> gatewaysServices = new HashMap<>();
        successors.forEach((service, replica) -> {
            gatewaysServices.put(
                    "ENTERPRISE_" + service + "_URL", replica.baseUrl().toString());
            gatewaysServices.put(
                    "ENTERPRISE_" + service + "_MANAGEMENT_URL",
                    replica.managementUrl().toString());
        });
        successors.forEach(
                (service, replica) -> replica.start(service == ServiceName.GATEWAY ? gatewaysServices : Map.of()));
        doors.open(NEW, addresses(service -> successor(service).baseUrl()));
    }

    private void stopOld() {
        for (ServiceName service : ServiceName.values()) {
            local.service(service).stop();
        }
    }

    private ServiceProcess successor(ServiceName service) {
        ServiceProcess replica = successors.get(service);
        if (replica == null) {
            throw new IllegalArgumentException(service + " is no service");
        }
        return replica;
    }

    /** Until each kind of traffic was answered some times more, and for a while at least. */
    private void goOn(String step) {
        out.println(step + " ...");
        List<Long> before =
                traffic.stream().map(kind -> findings.answers(kind.kind())).toList();
        LockSupport.parkNanos(stay.toNanos());
        for (int i = 0; i < traffic.size(); i++) {
            String kind = traffic.get(i).kind();
            long asked = before.get(i) + 1;
            await("an answer to " + kind, () -> findings.answers(kind) >= asked);
        }
    }

    /** A condition that is waited for. */
    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    private static void await(String what, Condition condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.holds()) {
            if (Instant.now().isAfter(deadline)) {
                throw new SuiteException("The upgrade run waits in vain for " + what, "See the logs of the suite");
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    /** Ends the traffic, waits until everything is counted and published, and compares. */
    UpgradeVerdict end() {
        traffic.forEach(Traffic::stop);
        executor.close();
        Inspection inspection = new Inspection(
                local,
                script,
                journals,
                organization,
                owner.to(successor(ServiceName.GATEWAY).baseUrl()));
        inspection.run();
        return new UpgradeVerdict(
                findings.requests(),
                findings.failures(),
                journals.stream().mapToLong(Journal::made).sum(),
                inspection.missing(),
                inspection.doubled(),
                inspection.foreign(),
                inspection.differences(),
                DeadLetterCount.of(local.kafkaBootstrap()));
    }

    @Override
    public void close() {
        traffic.forEach(Traffic::stop);
        executor.close();
        journals.forEach(Journal::close);
    }
}
