package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.service.ServiceProcess;
import io.enterprisemode.systemtests.crash.CrashRun;
import io.enterprisemode.systemtests.crash.Verdict;
import io.enterprisemode.systemtests.crash.Victim;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import io.enterprisemode.systemtests.suite.TeamFounder;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every process is killed (signal KILL) while usage and changes come in, and started again: nothing that was
 * acknowledged is lost, nothing is counted or told twice. The long form is {@code ./suite bench crash}.
 */
@SystemTest
class CrashIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SEED = 7;

    private final RunningSuite suite;

    CrashIT(RunningSuite suite) {
        this.suite = suite;
    }

    @Test
    void afterCrashesOfEveryProcessEverythingAcknowledgedIsThereOnce() throws SQLException {
        Path folder = suite.local().folders().state().resolve("crash");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        try (CrashRun run = new CrashRun(suite.local(), SEED, folder, out)) {
            TeamFounder founder = new TeamFounder(run.owner());
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                executor.execute(founder);
                try {
                    run.killAll(Stream.concat(Stream.of(others()), run.victims().stream())
                            .toList());
                    run.killAll(run.victims().reversed());
                } finally {
                    founder.stop();
                }
            }
            Verdict verdict = run.end();
            verdict.print(out);

            assertThat(verdict.isGood()).as(verdict.toString()).isTrue();
            assertThat(verdict.acknowledged()).isGreaterThan(5_000);
            assertThat(verdict.kills().values())
                    .allSatisfy(count -> assertThat(count).isPositive());
            assertThat(run.victims())
                    .allSatisfy(victim -> assertThat(verdict.kills()).containsEntry(victim.name(), 2));
            assertThat(founder.complaints()).isEmpty();
            everythingIsPublished();
            everyTeamIsThereOnceAndAudited(run.owner(), 1, founder.founded());
        }
    }

    /** All at once, as when a machine fails, and back at once: one after another they would take minutes. */
    private Victim others() {
        List<ServiceProcess> services = Stream.of(
                        ServiceName.TEAMS, ServiceName.GATEWAY, ServiceName.AUDIT, ServiceName.REPORTING)
                .map(suite.local()::service)
                .toList();
        return new Victim("the other services", () -> services.forEach(ServiceProcess::kill), () -> {
            services.forEach(ServiceProcess::launch);
            services.forEach(ServiceProcess::awaitReady);
        });
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
                .until(() -> count(ServiceName.BILLING, "select count(*) from usage_hour where unpublished") == 0);
    }

    private static void everyTeamIsThereOnceAndAudited(Caller owner, int teamsBefore, List<String> founded) {
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
