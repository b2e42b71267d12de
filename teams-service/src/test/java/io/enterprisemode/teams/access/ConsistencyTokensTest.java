package io.enterprisemode.teams.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.web.access.ConsistencyToken;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class ConsistencyTokensTest {

    private TestOrganization acme;
    private TeamsApi owner;

    @BeforeEach
    void anOrganization() {
        acme = PopulatedOrganizations.make().a();
        owner = TeamsApi.of(acme.owner(), acme.id());
    }

    private static Instant token(ValidatableResponse answer) {
        return ConsistencyToken.parse(answer.extract().header(ConsistencyToken.HEADER))
                .at();
    }

    private static void carriesNone(ValidatableResponse answer) {
        answer.header(ConsistencyToken.HEADER, nullValue());
    }

    @Test
    void theAnswerToAChangeTellsTheTimeAfterIt() {
        Instant before = Instant.now();

        Instant founded = token(TeamsApi.of(acme.viewer())
                .post("/api/organizations", Map.of("name", "Initech"))
                .statusCode(201));
        Instant assigned =
                token(owner.assign(acme.viewer(), acme.id(), Role.MEMBER).statusCode(200));
        Instant removed =
                token(owner.delete("/api/members/{member}", acme.viewer().principalId())
                        .statusCode(204));

        assertThat(founded).isAfter(before).isBefore(assigned);
        assertThat(removed).isAfter(assigned);
    }

    @Test
    void theAnswerToARepeatedChangeTellsItToo() {
        token(owner.post("/api/teams", "once-more", Map.of("name", "Core")).statusCode(201));
        token(owner.post("/api/teams", "once-more", Map.of("name", "Core"))
                .statusCode(201)
                .header("Idempotent-Replayed", "true"));
    }

    @Test
    void questionsAndRefusalsChangeNothing() {
        carriesNone(owner.get("/api/teams").statusCode(200));
        carriesNone(owner.post("/api/permissions/check", Map.of("permission", "usage:read"))
                .statusCode(200));
        carriesNone(owner.post("/api/teams", Map.of("name", "")).statusCode(400));
        carriesNone(owner.get("/api/me").statusCode(200));
    }
}
