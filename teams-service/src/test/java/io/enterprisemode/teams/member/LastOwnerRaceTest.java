package io.enterprisemode.teams.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;

/** Two owners at the same moment: one of them must remain. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class LastOwnerRaceTest {

    @RepeatedTest(5)
    void twoOwnersWhoRemoveEachOtherLeaveOne() throws Exception {
        assertOneOwnerIsLeft((api, other, organization) ->
                api.delete("/api/members/{id}", other.principalId()).extract().statusCode());
    }

    @RepeatedTest(5)
    void twoOwnersWhoDemoteEachOtherLeaveOne() throws Exception {
        assertOneOwnerIsLeft((api, other, organization) ->
                api.assign(other, organization, Role.VIEWER).extract().statusCode());
    }

    @RepeatedTest(5)
    void twoOwnersWhoLeaveAtOnceLeaveOne() throws Exception {
        assertOneOwnerIsLeft((api, other, organization) ->
                api.delete("/api/members/{id}", self(api)).extract().statusCode());
    }

    private static String self(TeamsApi api) {
        return api.get("/api/me").extract().path("principalId");
    }

    private interface Move {
        int by(TeamsApi api, TestUser other, UUID organization);
    }

    private static void assertOneOwnerIsLeft(Move move) throws Exception {
        TestOrganization people = TwoOrganizations.fresh().a();
        UUID id = TeamsApi.of(people.owner()).createOrganization("Acme");
        TeamsApi first = TeamsApi.of(people.owner(), id);
        first.admit(people.admin(), Role.OWNER, null);
        TeamsApi second = TeamsApi.of(people.admin(), id);
        List<Callable<Integer>> moves =
                List.of(() -> move.by(first, people.admin(), id), () -> move.by(second, people.owner(), id));

        List<Integer> statuses;
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            statuses = executor.invokeAll(moves).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();
        }

        assertThat(statuses.getFirst()).isIn(200, 204);
        assertThat(statuses.getLast()).isIn(403, 404, 409);
        assertThat(new ServiceDatabase("teams")
                        .number("select count(*) from role_assignment where node_id = '%s' and role = 'OWNER'"
                                .formatted(id)))
                .isEqualTo(1);
    }
}
