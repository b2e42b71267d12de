package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import io.enterprisemode.systemtests.suite.TeamFounder;
import io.enterprisemode.systemtests.suite.UsageProducer;
import io.enterprisemode.systemtests.suite.UsageProducer.Acknowledged;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Every process is killed once (signal KILL) while usage and changes come in, and started again: nothing that was acknowledged is lost, nothing
 * is counted or told twice.
 */
@SystemTest
class CrashIT {

    private static final int PRODUCERS = 4;
    private static final int REQUESTS_BETWEEN_CRASHES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SEED = 7;

    private final RunningSuite suite;
    private final List<UsageProducer> producers = new ArrayList<>();

    CrashIT(RunningSuite suite) {
        this.suite = suite;
    }

    @Test
    void afterACrashOfEveryProcessEverythingAcknowledgedIsThereOnce() throws SQLException {
        Organization organization = Organization.found(suite, "Crash test");
        organization.subscribe("enterprise");
        List<String> workspaces = List.of(organization.anyWorkspace(), organization.anyWorkspace());
        TeamFounder founder = new TeamFounder(organization.asOwner());
        for (int i = 0; i < PRODUCERS; i++) {
            producers.add(new UsageProducer("producer-" + i, organization.asOwner(), workspaces, SEED + i));
        }

        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            producers.forEach(executor::execute);
            executor.execute(founder);
            try {
                crashEverything();
            } finally {
                producers.forEach(UsageProducer::stop);
                founder.stop();
            }
        }

        assertThat(producers)
                .allSatisfy(producer -> assertThat(producer.complaints()).isEmpty());
        assertThat(founder.complaints()).isEmpty();
        List<Acknowledged> acknowledged = producers.stream()
                .flatMap(producer -> producer.journal().stream())
                .toList();
        everyEventIsStoredOnce(organization, acknowledged);
        countersAreTheSumOfTheEvents(organization, acknowledged);
        everythingIsPublished();
        reportsShowWhatWasCounted(organization, acknowledged);
        everyTeamIsThereOnceAndAudited(organization, workspaces.size(), founder.founded());
    }

    private void crashEverything() {
        for (ServiceName service : List.of(
                ServiceName.BILLING,
                ServiceName.TEAMS,
                ServiceName.GATEWAY,
                ServiceName.AUDIT,
                ServiceName.REPORTING)) {
            awaitRequests();
            suite.local().kill(service);
            suite.local().start(service);
        }
        awaitRequests();
        suite.local().killPostgres();
        suite.local().startPostgres();
        awaitRequests();
        suite.local().killKafka();
        suite.local().startKafka();
        awaitRequests();
    }

    /** Until every producer has got some more answers. */
    private void awaitRequests() {
        Map<UsageProducer, Long> before =
                producers.stream().collect(Collectors.toMap(producer -> producer, UsageProducer::answered));
        await("usage is taken in")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> before.entrySet().stream()
                        .allMatch(entry -> entry.getKey().answered() >= entry.getValue() + REQUESTS_BETWEEN_CRASHES));
    }

    private void everyEventIsStoredOnce(Organization organization, List<Acknowledged> acknowledged)
            throws SQLException {
        Map<String, Long> stored = new HashMap<>();
        try (Connection connection = suite.local().superuser(ServiceName.BILLING);
                PreparedStatement query =
                        connection.prepareStatement("select event_id, quantity from usage_event where org_id = ?")) {
            query.setObject(1, UUID.fromString(organization.id()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    assertThat(stored.put(rows.getString(1), rows.getLong(2)))
                            .as("stored twice")
                            .isNull();
                }
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(1_000);
        assertThat(stored)
                .containsExactlyInAnyOrderEntriesOf(
                        acknowledged.stream().collect(Collectors.toMap(Acknowledged::id, Acknowledged::quantity)));
    }

    private static void countersAreTheSumOfTheEvents(Organization organization, List<Acknowledged> acknowledged) {
        JsonNode current = organization
                .asOwner()
                .get("/api/billing/usage?current=true")
                .expect(200)
                .json();
        for (String meter : List.of("emails", "api_calls", "contacts")) {
            assertThat(current.path("meters")
                            .valueStream()
                            .filter(each -> each.path("meter").asText().equals(meter))
                            .map(each -> each.path("used").asLong()))
                    .as(meter)
                    .containsExactly(expected(meter, acknowledged));
        }
    }

    /** The largest of each workspace for contacts, the sum of all for the others. */
    private static long expected(String meter, List<Acknowledged> acknowledged) {
        List<Acknowledged> ofMeter = acknowledged.stream()
                .filter(event -> event.meter().equals(meter))
                .toList();
        return meter.equals("contacts")
                ? ofMeter.stream()
                        .collect(Collectors.groupingBy(
                                Acknowledged::workspaceId, Collectors.reducing(0L, Acknowledged::quantity, Math::max)))
                        .values()
                        .stream()
                        .mapToLong(Long::longValue)
                        .sum()
                : ofMeter.stream().mapToLong(Acknowledged::quantity).sum();
    }

    private void everythingIsPublished() {
        for (ServiceName service :
                List.of(ServiceName.TEAMS, ServiceName.BILLING, ServiceName.REPORTING, ServiceName.AUDIT)) {
            await("the outbox of " + service + " is empty")
                    .atMost(PATIENCE)
                    .until(() -> count(service, "select count(*) from outbox_event where published_at is null") == 0);
        }
        await("every changed hour is published")
                .atMost(PATIENCE)
                .until(() -> count(ServiceName.BILLING, "select count(*) from usage_change") == 0);
    }

    private void reportsShowWhatWasCounted(Organization organization, List<Acknowledged> acknowledged) {
        Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        String path = "/api/reports/analytics?interval=day&from=" + today.minus(2, ChronoUnit.DAYS) + "&to="
                + today.plus(1, ChronoUnit.DAYS);
        for (String meter : List.of("emails", "api_calls")) {
            await("reporting-service has all " + meter)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(organization
                                    .asOwner()
                                    .get(path)
                                    .expect(200)
                                    .json()
                                    .path("meters")
                                    .valueStream()
                                    .filter(each -> each.path("meter").asText().equals(meter))
                                    .flatMap(each -> each.path("points").valueStream())
                                    .mapToLong(point -> point.path("quantity").asLong())
                                    .sum())
                            .isEqualTo(expected(meter, acknowledged)));
        }
    }

    private static void everyTeamIsThereOnceAndAudited(
            Organization organization, int teamsBefore, List<String> founded) {
        Caller owner = organization.asOwner();
        assertThat(founded).hasSizeGreaterThan(20).doesNotHaveDuplicates();
        List<String> there = all(owner, "/api/teams").stream()
                .map(team -> team.path("id").asText())
                .toList();
        assertThat(there).hasSize(founded.size() + teamsBefore).containsAll(founded);
        await("every team is in the audit trail, once")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(all(owner, "/api/reports/audit?action=teams.team.created").stream()
                                .map(event -> event.path("target").path("id").asText()))
                        .containsExactlyInAnyOrderElementsOf(there));
    }

    private static List<JsonNode> all(Caller caller, String path) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        do {
            String page = path + (path.contains("?") ? "&" : "?") + "limit=200"
                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
            JsonNode answer = caller.get(page).expect(200).json();
            answer.path("items").forEach(items::add);
            cursor = answer.path("nextCursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));
        return items;
    }

    private long count(ServiceName service, String sql) throws SQLException {
        try (Connection connection = suite.local().superuser(service);
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
