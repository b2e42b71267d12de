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
import io.restassured.response.ValidatableResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two owners at the same moment, each by any door: one owner must remain. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class LastOwnerRaceTest {

    private static final int REPETITIONS = 3;

    /** The ways in which an owner can end an ownership. */
    enum Door {
        REMOVE_THE_OTHER {
            @Override
            ValidatableResponse by(TeamsApi api, TestUser other, UUID organization) {
                return api.delete("/api/members/{id}", other.principalId());
            }
        },
        TAKE_THE_ROLE_OF_THE_OTHER {
            @Override
            ValidatableResponse by(TeamsApi api, TestUser other, UUID organization) {
                return api.delete("/api/members/{id}/roles/{node}", other.principalId(), organization);
            }
        },
        DEMOTE_THE_OTHER {
            @Override
            ValidatableResponse by(TeamsApi api, TestUser other, UUID organization) {
                return api.assign(other, organization, Role.VIEWER);
            }
        },
        LEAVE {
            @Override
            ValidatableResponse by(TeamsApi api, TestUser other, UUID organization) {
                return api.post("/api/members/leave", Map.of("organizationId", organization));
            }
        },
        TRANSFER_TO_THE_OTHER {
            @Override
            ValidatableResponse by(TeamsApi api, TestUser other, UUID organization) {
                return api.post(
                        "/api/organizations/" + organization + "/ownership",
                        Map.of("toPrincipalId", other.principalId(), "keepRole", "VIEWER"));
            }
        };

        abstract ValidatableResponse by(TeamsApi api, TestUser other, UUID organization);
    }

    static Stream<Arguments> pairsOfDoors() {
        return Arrays.stream(Door.values())
                .flatMap(one -> Arrays.stream(Door.values())
                        .filter(other -> one.compareTo(other) <= 0)
                        .map(other -> Arguments.of(one, other)));
    }

    @ParameterizedTest
    @MethodSource("pairsOfDoors")
    void twoOwnersAtOnceLeaveAtLeastOne(Door one, Door other) throws Exception {
        for (int i = 0; i < REPETITIONS; i++) {
            TestOrganization people = TwoOrganizations.fresh().a();
            UUID id = TeamsApi.of(people.owner()).createOrganization("Acme");
            TeamsApi first = TeamsApi.of(people.owner(), id);
            first.admit(people.admin(), Role.OWNER, null);
            TeamsApi second = TeamsApi.of(people.admin(), id);
            List<Callable<Integer>> moves = List.of(
                    () -> one.by(first, people.admin(), id).extract().statusCode(),
                    () -> other.by(second, people.owner(), id).extract().statusCode());

            List<Integer> statuses;
            try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
                statuses = executor.invokeAll(moves).stream()
                        .map(Future::resultNow)
                        .sorted()
                        .toList();
            }

            assertThat(statuses.getFirst()).isIn(200, 204);
            assertThat(statuses.getLast()).isIn(200, 204, 403, 404, 409);
            assertThat(new ServiceDatabase("teams")
                            .number("select count(*) from role_assignment where node_id = '%s' and role = 'OWNER'"
                                    .formatted(id)))
                    .as("%s and %s answered %s", one, other, statuses)
                    .isEqualTo(1);
        }
    }
}
