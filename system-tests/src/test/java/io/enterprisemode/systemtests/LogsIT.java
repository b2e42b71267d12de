package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.suite.Logs;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What people find in the logs. */
@SystemTest
class LogsIT {

    private final RunningSuite suite;

    LogsIT(RunningSuite suite) {
        this.suite = suite;
    }

    @Test
    void oneIdLeadsFromTheAnswerThroughGatewayAndServiceToTheAuditEvent() {
        Organization organization = Organization.found(suite, "Logged");
        Logs logs = Logs.of(suite);
        String requestId = "follow-" + UUID.randomUUID();

        Answer answer = organization
                .asOwner()
                .with("X-Request-Id", requestId)
                .post("/api/teams", Map.of("name", "Followed"))
                .expect(201);

        String team = answer.json().path("id").asText();
        assertThat(answer.headers().allValues("X-Request-Id")).containsExactly(requestId);
        assertThat(linesOf(logs, ServiceName.GATEWAY, requestId)).anyMatch(line -> line.contains("POST /api/teams"));
        assertThat(linesOf(logs, ServiceName.TEAMS, requestId)).anyMatch(line -> line.contains(team));
        await("the audit event").atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode event = organization
                    .asOwner()
                    .get("/api/reports/audit?action=teams.team.created")
                    .expect(200)
                    .json()
                    .path("items")
                    .path(0);
            assertThat(event.path("target").path("id").asText()).isEqualTo(team);
            assertThat(event.path("requestId").asText()).isEqualTo(requestId);
        });
    }

    @Test
    void aProblemNamesTheIdThatItIsLoggedUnder() {
        Organization organization = Organization.found(suite, "Refused");

        Answer answer = organization.asOwner().post("/api/teams", Map.of());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("requestId").asText())
                .isEqualTo(answer.header("X-Request-Id").orElseThrow());
    }

    @Test
    void noLogTellsAnAddressOrASecret() {
        Logs logs = Logs.of(suite);
        Organization organization = Organization.found(suite, "Discreet");
        JsonNode invitation = organization
                .asOwner()
                .post("/api/invitations", Map.of("email", "secret.guest@people.example", "role", "VIEWER"))
                .expect(201)
                .json();
        JsonNode key = organization
                .asOwner()
                .post("/api/apikeys", Map.of("name", "Key", "scopes", List.of("usage:read")))
                .expect(201)
                .json();

        for (ServiceName service : ServiceName.values()) {
            assertThat(String.join(
                            "\n",
                            logs.lines(suite.local().service(service).process().log())))
                    .doesNotContain("secret.guest")
                    .doesNotContain(invitation.path("token").asText())
                    .doesNotContain(key.path("key").asText())
                    .doesNotContain(organization.owner().email())
                    .doesNotContain(organization.owner().token());
        }
    }

    private List<String> linesOf(Logs logs, ServiceName service, String requestId) {
        return logs.lines(suite.local().service(service).process().log()).stream()
                .filter(line -> line.contains(requestId))
                .toList();
    }
}
