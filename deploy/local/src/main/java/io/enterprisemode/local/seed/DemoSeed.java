package io.enterprisemode.local.seed;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.client.usage.UsageClient;
import io.enterprisemode.client.usage.UsageEvent;
import io.enterprisemode.client.usage.UsageResult;
import io.enterprisemode.client.usage.UsageStatus;
import io.enterprisemode.local.Progress;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SignIn;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.identity.Clients;
import io.enterprisemode.local.identity.DemoUser;
import io.enterprisemode.local.suite.LocalSuite;
import io.enterprisemode.local.suite.Parallel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Fills a fresh suite with the demo organizations, once, through the public APIs of the gateway with the tokens of the
 * people concerned.
 *
 * <p>Acme has 12 people, 3 teams, 8 workspaces, the plan Professional and 90 days of usage; Globex is small and has the
 * plan Free. Billing periods begin on the same day for both, so chosen that the present one is twelve days old and the
 * one before is billed with overage. Initech is in a trial of Professional. Hooli has changed from Professional down to
 * Starter, which made a credit note, and will change to Free at the end of its period. An interrupted run is completed
 * by the next: requests carry keys, events fixed ids, and the moment that everything is relative to is kept.
 */
public final class DemoSeed {

    private static final int DAYS = 90;
    private static final int CLOSED_PERIODS = 3;
    private static final int DAYS_INTO_PERIOD = 12;
    private static final int TRIAL_DAYS = 14;
    private static final int DAYS_INTO_TRIAL = 4;
    private static final int DAYS_BEFORE_DOWNGRADE = 10;

    /** As long after a period's end its invoice is certainly due. */
    private static final Duration DRAFT = Duration.ofHours(2);

    private static final Duration PAID_AFTER = Duration.ofDays(8);

    /** Usage is taken in as usual up to 35 days back. */
    private static final int DAYS_AS_USUAL = 34;

    private static final String SOURCE = "/demo";

    private final HttpClient http;
    private final LocalSuite suite;
    private final Progress progress;
    private final URI gateway;
    private final Instant now;

    private DemoSeed(HttpClient http, LocalSuite suite, Progress progress, Instant now) {
        this.http = http;
        this.suite = suite;
        this.progress = progress;
        this.gateway = suite.baseUrl(ServiceName.GATEWAY);
        this.now = now;
    }

    /** Whether the data of this suite has been seeded, for this issuer: people are known by issuer and subject. */
    public static boolean isDone(LocalSuite suite) {
        try {
            Path mark = mark(suite);
            return Files.exists(mark) && Files.readString(mark).lines().anyMatch(suite.issuer()::equals);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Seeds the running suite and remembers that. With a sign-in of one's own there are no demo users, and nothing is
     * done.
     *
     * @throws SuiteException when a service refuses something, or does not answer in time
     */
    public static void run(LocalSuite suite, Progress progress) {
        if (suite.settings().signIn() == SignIn.EXTERNAL) {
            progress.done("demo data", "left out: the demo users are not known to " + suite.issuer());
            return;
        }
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            new DemoSeed(http, suite, progress, moment(suite)).run();
            Files.writeString(mark(suite), suite.issuer() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        Parallel.run(List.of(this::acme, this::globex, this::initech, this::hooli));
    }

    private void acme() {
        DemoOrganization acme = DemoOrganization.found(user(DemoUser.OLIVIA), "Acme", "Europe/Berlin");
        acme.setClock(user(DemoUser.OPAL), subscribedAt());
        acme.subscribe("professional", subscribedAt());
        DemoWorkspace.ACME.forEach(acme::add);
        acme.addServiceAccount(Clients.PRODUCER, "Producer");
        progress.done("Acme", "3 teams, 8 workspaces");
        Parallel.run(List.of(
                () -> {
                    DemoPerson.OF_ACME.forEach(person -> acme.invite(person, requestsOf(person)));
                    progress.done("Acme", DemoPerson.OF_ACME.size() + 1 + " people");
                },
                () -> {
                    live(acme, producer().in(acme.id()));
                    int invoices = acme.payAllButTheNewest(user(DemoUser.OPAL), PAID_AFTER);
                    progress.done("Acme", invoices + " invoices, all but the newest paid");
                }));
    }

    /** Period after period: its usage at its own time, then its invoice. The clock is that of the system afterwards. */
    private void live(DemoOrganization organization, DemoApi reporter) {
        DemoApi operator = user(DemoUser.OPAL);
        DemoUsage usage = new DemoUsage(now, DAYS);
        List<Reported> reports = organization.workspaces().entrySet().stream()
                .flatMap(workspace ->
                        usage.of(workspace.getKey()).stream().map(point -> new Reported(workspace.getValue(), point)))
                .sorted(Comparator.comparing(reported -> reported.point().time()))
                .toList();
        Instant start = subscribedAt();
        for (int period = 1; period <= CLOSED_PERIODS; period++) {
            Instant from = start;
            Instant end =
                    subscribedAt().atOffset(ZoneOffset.UTC).plusMonths(period).toInstant();
            organization.setClock(operator, end.minusSeconds(1));
            report(reporter, organization, between(reports, from, end));
            organization.setClock(operator, end.plus(DRAFT));
            organization.catchUp(operator);
            start = end;
        }
        organization.resetClock(operator);
        report(reporter, organization, between(reports, start, now));
        progress.done(
                organization.name(), String.format(Locale.ROOT, "%d days of usage, %,d events", DAYS, reports.size()));
    }

    private static List<Reported> between(List<Reported> reports, Instant from, Instant end) {
        return reports.stream()
                .filter(reported -> !reported.point().time().isBefore(from)
                        && reported.point().time().isBefore(end))
                .toList();
    }

    private void globex() {
        DemoOrganization globex = DemoOrganization.found(user(DemoUser.OTTO), "Globex", "America/New_York");
        subscribe(globex, "free", subscribedAt());
        DemoWorkspace.GLOBEX.forEach(globex::add);
        use(globex, globex.owner());
        globex.catchUp(user(DemoUser.OPAL));
    }

    private void initech() {
        DemoOrganization initech = DemoOrganization.found(user(DemoUser.OTTO), "Initech", "America/Chicago");
        initech.tryOut("professional", now.minus(DAYS_INTO_TRIAL, ChronoUnit.DAYS), TRIAL_DAYS);
        DemoWorkspace.INITECH.forEach(initech::add);
        useSince(initech, DAYS_INTO_TRIAL);
        progress.done("Initech", TRIAL_DAYS + " days of trial, " + DAYS_INTO_TRIAL + " of them over");
    }

    private void hooli() {
        DemoOrganization hooli = DemoOrganization.found(user(DemoUser.OTTO), "Hooli", "America/Los_Angeles");
        subscribe(hooli, "professional", now.minus(DAYS_BEFORE_DOWNGRADE, ChronoUnit.DAYS));
        DemoWorkspace.HOOLI.forEach(hooli::add);
        useSince(hooli, DAYS_BEFORE_DOWNGRADE);
        hooli.changeNow("starter");
        hooli.changeAtPeriodEnd("free");
        progress.done("Hooli", "a credit note, a change of plan that waits");
    }

    /** As if that had been done at its time; afterwards the clock is that of the system. */
    private void subscribe(DemoOrganization organization, String plan, Instant at) {
        organization.setClock(user(DemoUser.OPAL), at);
        organization.subscribe(plan, at);
        organization.resetClock(user(DemoUser.OPAL));
    }

    /** So long ago that {@link #CLOSED_PERIODS} months are over, at midnight. */
    private Instant subscribedAt() {
        OffsetDateTime midnight = now.truncatedTo(ChronoUnit.DAYS).atOffset(ZoneOffset.UTC);
        return midnight.minusDays(DAYS_INTO_PERIOD).minusMonths(CLOSED_PERIODS).toInstant();
    }

    /** Recent usage is sent in the usual way and is billed; older usage is sent as a backfill. */
    private void use(DemoOrganization organization, DemoApi reporter) {
        DemoUsage usage = new DemoUsage(now, DAYS);
        Instant recently = now.minus(DAYS_AS_USUAL, ChronoUnit.DAYS);
        List<Reported> recent = new ArrayList<>();
        List<Map<String, Object>> older = new ArrayList<>();
        organization
                .workspaces()
                .forEach((workspace, id) -> usage.of(workspace).forEach(point -> {
                    if (point.time().isBefore(recently)) {
                        older.add(event(id, point));
                    } else {
                        recent.add(new Reported(id, point));
                    }
                }));
        recent.sort(Comparator.comparing(reported -> reported.point().time()));
        report(reporter, organization, recent);
        backfill(organization, older);
        progress.done(
                organization.name(),
                String.format(Locale.ROOT, "%d days of usage, %,d events", DAYS, recent.size() + older.size()));
    }

    /** Reports usage of the last days only, which all lie in the present period. */
    private void useSince(DemoOrganization organization, int days) {
        DemoUsage usage = new DemoUsage(now, days + 1);
        Instant start = now.minus(days, ChronoUnit.DAYS);
        List<Reported> reports = organization.workspaces().entrySet().stream()
                .flatMap(workspace -> usage.of(workspace.getKey()).stream()
                        .filter(point -> !point.time().isBefore(start))
                        .map(point -> new Reported(workspace.getValue(), point)))
                .sorted(Comparator.comparing(reported -> reported.point().time()))
                .toList();
        report(organization.owner(), organization, reports);
    }

    /** Usage to be reported for a workspace. */
    private record Reported(String workspaceId, DemoUsage.Point point) {}

    /**
     * Waits until billing-service knows every workspace, then sends as a product does: by the Java client, which
     * repeats what fails.
     */
    private static void report(DemoApi reporter, DemoOrganization organization, List<Reported> reports) {
        List<Map<String, Object>> firsts = organization.workspaces().values().stream()
                .flatMap(id -> reports.stream()
                        .filter(reported -> id.equals(reported.workspaceId()))
                        .limit(1))
                .map(reported -> event(reported.workspaceId(), reported.point()))
                .toList();
        DemoApi.await(
                "the acceptance of usage",
                () -> reporter.post("/api/billing/usage", firsts, 200).body().path("results"),
                results -> results.valueStream()
                        .map(result -> result.path("status").asText())
                        .allMatch(status -> status.equals("accepted") || status.equals("duplicate")));
        Queue<UsageResult> refused = new ConcurrentLinkedQueue<>();
        try (UsageClient client = reporter.usageClient()
                .source(SOURCE)
                .listener(result -> {
                    if (result.status() != UsageStatus.ACCEPTED && result.status() != UsageStatus.DUPLICATE) {
                        refused.add(result);
                    }
                })
                .build()) {
            reports.forEach(reported -> client.record(usage(reported.workspaceId(), reported.point())));
        }
        if (!refused.isEmpty()) {
            throw new SuiteException(
                    "Usage of " + organization.name() + " is refused: " + refused.peek(),
                    "See the log with ./suite logs billing");
        }
    }

    private static UsageEvent usage(String workspaceId, DemoUsage.Point point) {
        return new UsageEvent(
                eventId(workspaceId, point),
                SOURCE,
                point.meter().code(),
                workspaceId,
                point.time(),
                point.quantity(),
                Map.of());
    }

    private static String eventId(String workspaceId, DemoUsage.Point point) {
        return point.eventId() + "-" + workspaceId;
    }

    private void backfill(DemoOrganization organization, List<Map<String, Object>> events) {
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append(DemoApi.text(event)).append('\n'));
        JsonNode answer = producer().in(organization.id()).postLines("/api/billing/usage/backfill", lines.toString());
        if (answer.path("rejectedCount").asLong() > 0) {
            throw new SuiteException(
                    "Usage of " + organization.name() + " is refused: "
                            + answer.path("rejected").path(0),
                    "See the log with ./suite logs billing");
        }
    }

    private static Map<String, Object> event(String workspaceId, DemoUsage.Point point) {
        return Map.of(
                "id",
                eventId(workspaceId, point),
                "source",
                SOURCE,
                "type",
                point.meter().code(),
                "subject",
                workspaceId,
                "time",
                point.time().toString(),
                "data",
                Map.of("quantity", point.quantity()));
    }

    private DemoApi producer() {
        return DemoApi.of(http, gateway, suite.token(Clients.PRODUCER));
    }

    private DemoApi user(DemoUser user) {
        return DemoApi.of(http, gateway, suite.token(user.subject()));
    }

    /** Only the embedded sign-in gives tokens to people who are not on its page. */
    private Optional<DemoApi> requestsOf(DemoPerson person) {
        if (person.user().isPresent()) {
            return person.user().map(this::user);
        }
        return suite.settings().signIn() == SignIn.EMBEDDED
                ? Optional.of(DemoApi.of(
                        http, gateway, suite.tokens().person(person.subject(), person.name(), person.email())))
                : Optional.empty();
    }

    /** The hour in which seeding began first; a later run that completes it goes by the same. */
    private static Instant moment(LocalSuite suite) throws IOException {
        Path file = suite.folders().data().resolve("seed-moment");
        if (!Files.exists(file)) {
            Instant hour = Clock.systemUTC().instant().truncatedTo(ChronoUnit.HOURS);
            Files.createDirectories(suite.folders().data());
            Files.writeString(file, hour + "\n");
        }
        return Instant.parse(Files.readString(file).strip());
    }

    private static Path mark(LocalSuite suite) {
        return suite.folders().data().resolve("seeded");
    }
}
