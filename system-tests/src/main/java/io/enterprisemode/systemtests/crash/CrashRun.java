package io.enterprisemode.systemtests.crash;

import io.enterprisemode.client.usage.Credentials;
import io.enterprisemode.client.usage.Spool;
import io.enterprisemode.client.usage.UsageClient;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.service.ServiceProcess;
import io.enterprisemode.local.suite.LocalSuite;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Sixteen producers send usage to two replicas of billing-service and to the gateway, synchronously, asynchronously and
 * by the Java client, while processes are killed. In the end every event must have been counted exactly once.
 */
public final class CrashRun implements AutoCloseable {

    private static final int PRODUCERS = 16;
    private static final int ASYNCHRONOUS = 3;
    private static final int CLIENTS = 3;
    private static final int WORKSPACES = 3;

    /** How many answers each producer gets between two kills. */
    private static final int ANSWERS_BETWEEN = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);
    private static final Duration LONGEST_PEACE = Duration.ofMillis(1_500);
    private static final Duration LONGEST_ABSENCE = Duration.ofSeconds(1);

    private final LocalSuite local;
    private final long seed;
    private final PrintWriter out;
    private final SplittableRandom random;
    private final ServiceProcess second;
    private final Caller owner;
    private final String token;
    private final UUID organization;
    private final UsageScript script;
    private final List<Journal> journals = new ArrayList<>();
    private final List<CrashProducer> producers = new ArrayList<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> kills = new TreeMap<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Instant begin = Instant.now();
    private Duration slowestRecovery = Duration.ZERO;

    /**
     * Starts the second replica, founds an organization with a subscription and lets the producers begin.
     *
     * @param local a running suite
     * @param folder takes the journals and spools
     */
    public CrashRun(LocalSuite local, long seed, Path folder, PrintWriter out) {
        this.local = local;
        this.seed = seed;
        this.out = out;
        this.random = new SplittableRandom(seed);
        this.second = local.replica(ServiceName.BILLING, 2);
        second.start();
        String subject = "crash-" + UUID.randomUUID();
        this.token = local.tokens().person(subject, "Crash", subject + "@people.example");
        Caller founder = Caller.at(local.baseUrl(ServiceName.GATEWAY)).bearing(token);
        this.organization = UUID.fromString(id(founder.post("/api/organizations", Map.of("name", "Crash run"))));
        this.owner = founder.in(organization.toString());
        this.script = new UsageScript(seed, Instant.now().truncatedTo(ChronoUnit.MICROS), workspaces());
        for (int number = 0; number < PRODUCERS; number++) {
            journals.add(new Journal(number, folder));
        }
        List<Caller> doors = List.of(owner, owner.to(local.baseUrl(ServiceName.BILLING)), owner.to(second.baseUrl()));
        doors.forEach(this::awaitKnown);
        for (int number = 0; number < PRODUCERS; number++) {
            producers.add(
                    number < CLIENTS
                            ? new ClientProducer(number, script, journals, client(number, folder), complaints)
                            : new PlainProducer(
                                    number, script, journals, doors, number < CLIENTS + ASYNCHRONOUS, complaints));
        }
        producers.forEach(executor::execute);
    }

    private UsageClient.Builder client(int number, Path folder) {
        URI door = number == 0 ? local.baseUrl(ServiceName.GATEWAY) : second.baseUrl();
        return UsageClient.builder(door)
                .credentials(Credentials.apiKey(token))
                .organization(organization.toString())
                .spool(Spool.in(folder.resolve("spool-" + number)))
                .respondAsync(number == 1)
                .retries(Duration.ofMillis(50), Duration.ofSeconds(1))
                .timeout(Duration.ofSeconds(15));
    }

    /**
     * The plan that every organization begins with has room for one workspace; teams-service knows of another plan a
     * moment later.
     */
    private List<String> workspaces() {
        subscribe(owner, Instant.now().minus(1, ChronoUnit.HOURS));
        String team = id(owner.post("/api/teams", Map.of("name", "Crash")));
        List<String> workspaces = new ArrayList<>();
        for (int i = 1; i <= WORKSPACES; i++) {
            Map<String, String> request = Map.of("teamId", team, "name", "Workspace " + i);
            Instant deadline = Instant.now().plus(PATIENCE);
            Answer answer = owner.post("/api/workspaces", request);
            while (answer.body().contains("/problems/seat-limit-reached")) {
                giveUpAfter(deadline, answer.toString());
                answer = owner.post("/api/workspaces", request);
            }
            workspaces.add(id(answer));
        }
        return workspaces;
    }

    /** Subscribes, or has before. */
    private static void subscribe(Caller door, Instant from) {
        String start = from.truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, Object> request = Map.of("plan", "enterprise", "interval", "MONTH", "startAt", start);
        Instant deadline = Instant.now().plus(PATIENCE);
        Answer answer = door.post("/api/billing/subscriptions", request);
        while (answer.status() != 201 && answer.status() != 409) {
            giveUpAfter(deadline, answer.toString());
            answer = door.post("/api/billing/subscriptions", request);
        }
    }

    /** Until a door lets the owner in, the plan is subscribed to and the last workspace is known. */
    private void awaitKnown(Caller door) {
        subscribe(door, script.start().minus(1, ChronoUnit.HOURS));
        Instant deadline = Instant.now().plus(PATIENCE);
        Map<String, Object> probe = Map.of(
                "id", "probe",
                "source", "/probe",
                "type", "emails",
                "subject", script.workspaces().getLast(),
                "time", "2999-01-01T00:00:00Z",
                "data", Map.of("quantity", 0));
        while (!door.post("/api/billing/usage", probe).body().contains("time-in-future")) {
            giveUpAfter(deadline, "a workspace is not known to " + door);
        }
    }

    private static void giveUpAfter(Instant deadline, String why) {
        if (Instant.now().isAfter(deadline)) {
            throw new SuiteException("The crash run does not go on: " + why, "See the logs of the suite");
        }
        LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }

    private static String id(Answer created) {
        return created.expect(201).json().path("id").asText();
    }

    /** PostgreSQL, Kafka and both replicas of billing-service, which need the two to start. */
    public List<Victim> victims() {
        ServiceProcess first = local.service(ServiceName.BILLING);
        return List.of(
                new Victim("PostgreSQL", local.postgres()::kill, local.postgres()::start),
                new Victim("Kafka", local.stack()::kill, local.stack()::start),
                new Victim("billing (1)", first::kill, first::start),
                new Victim("billing (2)", second::kill, second::start));
    }

    /** The owner of the organization, at the gateway. */
    public Caller owner() {
        return owner;
    }

    /** Kills one after another, each in mid-flow: once every producer has got answers since the last one. */
    public void killAll(List<Victim> inThisOrder) {
        inThisOrder.forEach(victim -> killTogether(List.of(victim)));
    }

    /** Kills by chance, sometimes two at once, until the time is over and each was killed so often. */
    public void killUntil(Instant end, int times) {
        List<Victim> victims = victims();
        while (Instant.now().isBefore(end) || least() < times) {
            List<Victim> together = new ArrayList<>();
            together.add(next(victims, Instant.now().isBefore(end) ? Integer.MAX_VALUE : times));
            if (random.nextInt(4) == 0) {
                Victim other = victims.get(random.nextInt(victims.size()));
                if (!together.contains(other)) {
                    together.add(other);
                }
            }
            killTogether(together);
        }
    }

    private Victim next(List<Victim> victims, int times) {
        List<Victim> due = victims.stream()
                .filter(victim -> kills.getOrDefault(victim.name(), 0) < times)
                .toList();
        return due.get(random.nextInt(due.size()));
    }

    private int least() {
        return victims().stream()
                .mapToInt(victim -> kills.getOrDefault(victim.name(), 0))
                .min()
                .orElse(0);
    }

    private void killTogether(List<Victim> together) {
        awaitAnswers();
        pause(LONGEST_PEACE);
        for (Victim victim : together) {
            out.printf("%6d s  kill -9 of %s%n", since(begin).toSeconds(), victim.name());
            victim.kill().run();
            kills.merge(victim.name(), 1, Integer::sum);
        }
        out.flush();
        pause(LONGEST_ABSENCE);
        List<String> order = victims().stream().map(Victim::name).toList();
        together.stream()
                .sorted(Comparator.comparingInt(victim -> order.indexOf(victim.name())))
                .forEach(victim -> victim.start().run());
        Instant started = Instant.now();
        awaitAnswers();
        Duration recovery = since(started);
        slowestRecovery = recovery.compareTo(slowestRecovery) > 0 ? recovery : slowestRecovery;
    }

    private void pause(Duration longest) {
        LockSupport.parkNanos(random.nextLong(longest.toNanos()));
    }

    private static Duration since(Instant then) {
        return Duration.between(then, Instant.now());
    }

    /** Until every producer has got some more answers. */
    private void awaitAnswers() {
        List<Long> before = producers.stream().map(CrashProducer::answers).toList();
        Instant deadline = Instant.now().plus(PATIENCE);
        for (int i = 0; i < producers.size(); i++) {
            while (producers.get(i).answers() < before.get(i) + ANSWERS_BETWEEN) {
                giveUpAfter(deadline, "producer " + i + " gets no answers; " + complaints);
            }
        }
    }

    /** Lets the producers end, waits until everything is counted and published, and compares. */
    public Verdict end() {
        producers.forEach(CrashProducer::stop);
        executor.close();
        Inspection inspection = new Inspection(local, script, journals, organization, owner);
        inspection.run();
        long made = journals.stream().mapToLong(Journal::made).sum();
        long acknowledged =
                journals.stream().mapToLong(Journal::acknowledgedCount).sum();
        return new Verdict(
                seed,
                since(begin),
                kills,
                slowestRecovery,
                made,
                journals.stream().mapToLong(Journal::resent).sum(),
                acknowledged,
                inspection.stored(),
                inspection.missing(),
                inspection.doubled(),
                inspection.foreign(),
                made - acknowledged,
                inspection.differences(),
                List.copyOf(complaints));
    }

    /** Stops the second replica; the suite is left as it was. */
    @Override
    public void close() {
        producers.forEach(CrashProducer::stop);
        executor.close();
        journals.forEach(Journal::close);
        second.stop();
    }
}
