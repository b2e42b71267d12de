package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.Person;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who was removed is out: of teams-service with the very next request, of the other services as soon as they hear of
 * it. The bar for them is one second, which {@code ./suite bench permissions} measures; here a machine that is busy
 * with everything else gets {@link #BUSY_MACHINE}.
 */
@SystemTest
class RevocationIT {

    private static final Duration BUSY_MACHINE = Duration.ofSeconds(5);

    private static RunningSuite suite;
    private static Organization organization;

    @BeforeAll
    static void begin(RunningSuite running) {
        suite = running;
        organization = Organization.found(suite, "Revocation");
    }

    @Test
    void aRemovedMemberIsDeniedAtTheVeryNextCheckAndByBillingSoonAfter() {
        Person member = organization.join(Role.MEMBER);
        Caller caller = organization.as(member);
        assertThat(caller.get("/api/billing/usage").status()).isEqualTo(200);
        assertThat(mayReadUsage(member)).isTrue();

        organization.asOwner().delete("/api/members/" + member.principalId()).expect(204);

        assertThat(mayReadUsage(member)).isFalse();
        assertThat(caller.get("/api/teams").status()).isEqualTo(404);
        for (String path : new String[] {"/api/billing/usage", "/api/reports/analytics"}) {
            await(path + " is closed to who was removed")
                    .atMost(BUSY_MACHINE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> caller.get(path).status() == 404);
        }
    }

    @Test
    void theDecisionPointIsFoundAndAskedThroughTheGateway() {
        Person viewer = organization.join(Role.VIEWER);
        String endpoint = suite.gateway()
                .get("/.well-known/authzen-configuration")
                .expect(200)
                .json()
                .path("access_evaluation_endpoint")
                .asText();

        assertThat(decision(endpoint, viewer, "usage:read")).isTrue();
        assertThat(decision(endpoint, viewer, "billing:manage")).isFalse();
    }

    private static boolean mayReadUsage(Person person) {
        return organization
                .asOwner()
                .post("/api/permissions/check", Map.of("permission", "usage:read", "principalId", person.principalId()))
                .expect(200)
                .json()
                .path("allowed")
                .asBoolean();
    }

    private static boolean decision(String endpoint, Person person, String permission) {
        return organization
                .asOwner()
                .post(
                        endpoint,
                        Map.of(
                                "subject", Map.of("type", "user", "id", person.principalId()),
                                "action", Map.of("name", permission),
                                "resource", Map.of("type", "organization", "id", organization.id())))
                .expect(200)
                .json()
                .path("decision")
                .asBoolean();
    }
}
