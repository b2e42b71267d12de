package io.enterprisemode.teams.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class WorkspaceTest {

    private TestOrganization acme;
    private TestOrganization globex;
    private TeamsApi owner;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations two = PopulatedOrganizations.make();
        acme = two.a();
        globex = two.b();
        owner = TeamsApi.of(acme.owner(), acme.id());
    }

    @Test
    void aWorkspaceIsOfItsOrganizationOnly() {
        owner.get("/api/workspaces")
                .statusCode(200)
                .body(
                        "items.id",
                        contains(
                                acme.workspaceId().toString(),
                                acme.secondWorkspaceId().toString(),
                                acme.otherWorkspaceId().toString()));
        owner.get("/api/workspaces/{id}", globex.workspaceId()).statusCode(404);
        owner.delete("/api/workspaces/{id}", globex.workspaceId()).statusCode(404);
        owner.post("/api/workspaces", Map.of("teamId", globex.teamId(), "name", "Foreign"))
                .statusCode(404);
        owner.patch(Map.of("teamId", globex.teamId()), "/api/workspaces/{id}", acme.workspaceId())
                .statusCode(404);
        owner.get("/api/workspaces?teamId={team}", globex.teamId()).statusCode(404);
    }

    @Test
    void onlyOfATeamThatIsThereForTheCallerWorkspacesAreListed() {
        UUID empty = owner.createTeam("Empty");
        TestUser guest = new TestUser("guest-" + Ids.next());
        owner.admit(guest, Role.VIEWER, acme.otherWorkspaceId());
        TeamsApi visitor = TeamsApi.of(guest, acme.id());
        TeamsApi teamMember = TeamsApi.of(acme.teamMember(), acme.id());
        String list = "/api/workspaces?teamId={team}";

        owner.get(list, empty).statusCode(200).body("items", empty());
        teamMember.get(list, acme.teamId()).statusCode(200).body("items", hasSize(2));
        visitor.get(list, acme.otherTeamId())
                .statusCode(200)
                .body("items.id", contains(acme.otherWorkspaceId().toString()));
        String detail = owner.get(list, Ids.next()).statusCode(404).extract().path("detail");
        owner.get(list, globex.teamId()).statusCode(404).body("detail", equalTo(detail));
        teamMember.get(list, acme.otherTeamId()).statusCode(404).body("detail", equalTo(detail));
        visitor.get(list, acme.teamId()).statusCode(404).body("detail", equalTo(detail));
        visitor.get(list, empty).statusCode(404).body("detail", equalTo(detail));
    }

    @Test
    void aTeamRoleShowsTheWorkspacesOfTheTeamAndAWorkspaceRoleThatOne() {
        TestUser guest = new TestUser("guest-" + Ids.next());
        owner.admit(guest, Role.VIEWER, acme.otherWorkspaceId());

        TeamsApi.of(acme.teamMember(), acme.id())
                .get("/api/workspaces")
                .body(
                        "items.id",
                        containsInAnyOrder(
                                acme.workspaceId().toString(),
                                acme.secondWorkspaceId().toString()));
        TeamsApi visitor = TeamsApi.of(guest, acme.id());
        visitor.get("/api/workspaces")
                .body("items.id", contains(acme.otherWorkspaceId().toString()));
        visitor.get("/api/workspaces/{id}", acme.otherWorkspaceId()).statusCode(200);
        visitor.get("/api/workspaces/{id}", acme.workspaceId()).statusCode(404);
        visitor.get("/api/teams").statusCode(200).body("items", empty());
        visitor.patch(Map.of("name", "Mine"), "/api/workspaces/{id}", acme.otherWorkspaceId())
                .statusCode(403);
    }

    @Test
    void aMemberRenamesButDoesNotMoveOrDelete() {
        TeamsApi teamMember = TeamsApi.of(acme.teamMember(), acme.id());

        teamMember
                .patch(Map.of("name", "Live"), "/api/workspaces/{id}", acme.workspaceId())
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("name", equalTo("Live"));
        teamMember
                .patch(Map.of("teamId", acme.otherTeamId()), "/api/workspaces/{id}", acme.workspaceId())
                .statusCode(403);
        teamMember.delete("/api/workspaces/{id}", acme.workspaceId()).statusCode(403);
        teamMember
                .post("/api/workspaces", Map.of("teamId", acme.teamId(), "name", "More"))
                .statusCode(403);
    }

    @Test
    void movingTakesTheRightsOnBothTeams() {
        TeamsApi teamOwner = TeamsApi.of(acme.teamOwner(), acme.id());
        teamOwner
                .patch(Map.of("teamId", acme.otherTeamId()), "/api/workspaces/{id}", acme.workspaceId())
                .statusCode(404);

        owner.assign(acme.teamOwner(), acme.otherTeamId(), Role.ADMIN).statusCode(200);

        teamOwner
                .patch(Map.of("teamId", acme.otherTeamId()), "/api/workspaces/{id}", acme.workspaceId())
                .statusCode(200)
                .body("teamId", equalTo(acme.otherTeamId().toString()));
        TeamsApi.of(acme.teamMember(), acme.id())
                .get("/api/workspaces/{id}", acme.workspaceId())
                .statusCode(404);
    }

    @Test
    void aDeletedWorkspaceTakesItsRolesAlong() {
        TestUser guest = new TestUser("guest-" + Ids.next());
        owner.admit(guest, Role.MEMBER, acme.otherWorkspaceId());

        owner.delete("/api/workspaces/{id}", acme.otherWorkspaceId()).statusCode(204);

        owner.get("/api/workspaces/{id}", acme.otherWorkspaceId()).statusCode(404);
        TeamsApi.of(guest, acme.id()).get("/api/workspaces").statusCode(404);
        owner.delete("/api/workspaces/{id}", acme.otherWorkspaceId()).statusCode(404);
    }

    @Test
    void theOwnerOfATeamMakesWorkspacesInIt() {
        TeamsApi teamOwner = TeamsApi.of(acme.teamOwner(), acme.id());

        teamOwner
                .post("/api/workspaces", Map.of("teamId", acme.teamId(), "name", "Sandbox"))
                .statusCode(201);
        teamOwner
                .post("/api/workspaces", Map.of("teamId", acme.otherTeamId(), "name", "Sandbox"))
                .statusCode(404);
    }

    @RepeatedTest(3)
    void aWorkspaceThatMovesToATeamBeingDeletedIsNeverWithoutATeam() throws Exception {
        UUID home = owner.createTeam("Short-lived");
        List<Callable<Integer>> moves = List.of(
                () -> owner.patch(Map.of("teamId", home), "/api/workspaces/{id}", acme.workspaceId())
                        .extract()
                        .statusCode(),
                () -> owner.delete("/api/teams/{id}", home).extract().statusCode(),
                () -> owner.patch(Map.of("teamId", acme.otherTeamId()), "/api/workspaces/{id}", acme.workspaceId())
                        .extract()
                        .statusCode());

        List<Integer> statuses;
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            statuses = executor.invokeAll(moves).stream().map(Future::resultNow).toList();
        }

        assertThat(statuses.get(0)).isIn(200, 404);
        assertThat(statuses.get(1)).isIn(204, 409);
        assertThat(statuses.get(2)).isEqualTo(200);
        String team = owner.get("/api/workspaces/{id}", acme.workspaceId())
                .statusCode(200)
                .extract()
                .path("teamId");
        owner.get("/api/teams/{id}", team).statusCode(200);
    }

    /**
     * The framework's own deletion of entities mixes up those of several sessions; each here must be answered, and done
     * when it is.
     */
    @Test
    void organizationsDeleteAtTheSameMoment() throws Exception {
        int organizations = 6;
        int each = 12;
        List<Callable<Integer>> deletions = new ArrayList<>();
        for (int i = 0; i < organizations; i++) {
            TestUser founder = new TestUser("founder-" + Ids.next());
            TeamsApi api = TeamsApi.of(founder, TeamsApi.of(founder).createOrganization("Deleting " + i));
            List<UUID> workspaces = new ArrayList<>();
            for (int j = 0; j < each; j++) {
                workspaces.add(api.createWorkspace(api.createTeam("Team " + j), "Workspace"));
            }
            deletions.add(() -> {
                for (UUID id : workspaces) {
                    api.delete("/api/workspaces/{id}", id).statusCode(204);
                    api.get("/api/workspaces/{id}", id).statusCode(404);
                }
                return each;
            });
        }

        try (ExecutorService executor = Executors.newFixedThreadPool(organizations)) {
            List<Future<Integer>> done = executor.invokeAll(deletions, 1, TimeUnit.MINUTES);
            assertThat(done).extracting(Future::get).containsOnly(each);
        }
    }
}
