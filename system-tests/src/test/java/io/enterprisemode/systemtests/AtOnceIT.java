package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.Person;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Nobody is refused by a service that has not heard yet of what teams-service has acknowledged: each asks once, at
 * once, through the gateway.
 */
@SystemTest
class AtOnceIT {

    private static final List<String> READINGS = List.of("/api/billing/usage", "/api/reports/analytics");

    @Test
    void foundersAndNewMembersAreLetIn(RunningSuite suite) {
        for (int i = 0; i < 3; i++) {
            Organization organization = Organization.found(suite, "At once " + i);
            organization.join(Role.MEMBER);
        }
    }

    @Test
    void aFounderWhoDoesNotNameTheOrganizationIsLetIn(RunningSuite suite) {
        for (String path : READINGS) {
            Person founder = suite.person("Frida");
            founder.caller()
                    .post("/api/organizations", Map.of("name", "Unnamed"))
                    .expect(201);
            Organization.answer(founder.caller(), path).expect(200);
        }
    }

    @Test
    void keysAreKnownAsTheyAreMadeAndRotated(RunningSuite suite) {
        Organization organization = Organization.found(suite, "Keys at once");
        for (String path : READINGS) {
            JsonNode made = organization
                    .asOwner()
                    .post("/api/apikeys", Map.of("name", "Reader", "scopes", List.of("usage:read", "report:read")))
                    .expect(201)
                    .json();
            Organization.answer(by(suite, made), path).expect(200);

            JsonNode rotated = organization
                    .asOwner()
                    .post("/api/apikeys/" + made.path("keyId").asText() + "/rotate", Map.of())
                    .expect(200)
                    .json();
            assertThat(rotated.path("key").asText())
                    .isNotEqualTo(made.path("key").asText());
            Organization.answer(by(suite, rotated), path).expect(200);
        }
    }

    private static Caller by(RunningSuite suite, JsonNode key) {
        return suite.gateway().bearing(key.path("key").asText());
    }

    @Test
    void aRoleThatWasGivenCounts(RunningSuite suite) {
        Organization organization = Organization.found(suite, "Roles at once");
        Person viewer = organization.join(Role.VIEWER);
        Caller caller = organization.as(viewer);
        Organization.answer(caller, "/api/reports/audit?limit=1").expect(403);

        organization
                .asOwner()
                .put("/api/members/" + viewer.principalId() + "/roles/" + organization.id(), Map.of("role", Role.ADMIN))
                .expect(200);

        Organization.answer(caller, "/api/reports/audit?limit=1").expect(200);
    }
}
