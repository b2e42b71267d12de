package io.enterprisemode.teams.structure;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class TeamTest {

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
    void aTeamIsOfItsOrganizationOnly() {
        owner.get("/api/teams")
                .statusCode(200)
                .body(
                        "items.id",
                        contains(acme.teamId().toString(), acme.otherTeamId().toString()));
        owner.get("/api/teams/{id}", globex.teamId()).statusCode(404);
        owner.patch(Map.of("name", "Taken"), "/api/teams/{id}", globex.teamId()).statusCode(404);
        owner.delete("/api/teams/{id}", globex.teamId()).statusCode(404);
        TeamsApi.of(globex.owner(), globex.id())
                .get("/api/teams/{id}", globex.teamId())
                .statusCode(200)
                .body("name", equalTo("Platform"));
    }

    /** An empty pointer of RFC 6901 is the whole document. */
    @Test
    void aBodyThatIsMissingIsNamedByTheEmptyPointer() {
        for (String body : List.of("", "null")) {
            owner.request()
                    .contentType("application/json")
                    .body(body)
                    .post("/api/teams")
                    .then()
                    .statusCode(400)
                    .body("errors.pointer", contains(""));
        }
    }

    @Test
    void aTeamRoleShowsThisTeamOnly() {
        TeamsApi teamMember = TeamsApi.of(acme.teamMember(), acme.id());

        teamMember.get("/api/teams").body("items.id", contains(acme.teamId().toString()));
        teamMember.get("/api/teams/{id}", acme.teamId()).statusCode(200);
        teamMember.get("/api/teams/{id}", acme.otherTeamId()).statusCode(404);
        teamMember
                .patch(Map.of("name", "Mine"), "/api/teams/{id}", acme.teamId())
                .statusCode(403);
        teamMember.get("/api/organizations/{id}", acme.id()).statusCode(403);
        teamMember.post("/api/teams", Map.of("name", "Another")).statusCode(403);
    }

    @Test
    void anAdministratorOfATeamRenamesIt() {
        TeamsApi teamOwner = TeamsApi.of(acme.teamOwner(), acme.id());

        teamOwner
                .patch(Map.of("name", "Core"), "/api/teams/{id}", acme.teamId())
                .statusCode(200)
                .header("ETag", "\"2\"")
                .body("name", equalTo("Core"));
        teamOwner
                .patch(Map.of("name", "Core"), "/api/teams/{id}", acme.otherTeamId())
                .statusCode(404);
        owner.request()
                .header("If-Match", "\"1\"")
                .contentType("application/json")
                .body(Map.of("name", "Late"))
                .patch("/api/teams/{id}", acme.teamId())
                .then()
                .statusCode(412);
    }

    @Test
    void aTeamWithWorkspacesIsNotDeletedSilently() {
        owner.delete("/api/teams/{id}", acme.teamId())
                .statusCode(409)
                .body("type", equalTo("/problems/team-has-workspaces"));

        owner.delete("/api/teams/{id}?moveWorkspacesTo={to}", acme.teamId(), acme.otherTeamId())
                .statusCode(204);

        owner.get("/api/teams/{id}", acme.teamId()).statusCode(404);
        owner.get("/api/workspaces?teamId={team}", acme.otherTeamId())
                .body("items.id", hasSize(3))
                .body("items.id", hasItem(acme.workspaceId().toString()));
    }

    @Test
    void rolesOnADeletedTeamAreGone() {
        owner.delete("/api/teams/{id}?moveWorkspacesTo={to}", acme.teamId(), acme.otherTeamId())
                .statusCode(204);

        TeamsApi.of(acme.teamMember(), acme.id()).get("/api/teams").statusCode(404);
        owner.get("/api/members/{id}", acme.teamMember().principalId()).statusCode(404);
        owner.get("/api/members")
                .body(
                        "items.principalId",
                        not(hasItem(acme.teamMember().principalId().toString())));
    }

    @Test
    void workspacesMoveToAnotherTeamOfTheSameOrganizationOnly() {
        owner.delete("/api/teams/{id}?moveWorkspacesTo={to}", acme.teamId(), acme.teamId())
                .statusCode(400)
                .body("errors[0].pointer", equalTo("moveWorkspacesTo"));
        owner.delete("/api/teams/{id}?moveWorkspacesTo={to}", acme.teamId(), globex.teamId())
                .statusCode(404);
        owner.delete("/api/teams/{id}?moveWorkspacesTo=nonsense", acme.teamId()).statusCode(400);
        owner.get("/api/teams/{id}", acme.teamId()).statusCode(200);
    }

    @Test
    void theOwnerOfATeamDoesNotPushWorkspacesIntoAnother() {
        TeamsApi.of(acme.teamOwner(), acme.id())
                .delete("/api/teams/{id}?moveWorkspacesTo={to}", acme.teamId(), acme.otherTeamId())
                .statusCode(404);
    }

    @Test
    void invitationsToADeletedTeamAreGone() {
        UUID team = owner.createTeam("Short-lived");
        String token = owner.invite("late@acme.example", Role.MEMBER, team);
        owner.delete("/api/teams/{id}", team).statusCode(204);

        TeamsApi.of(new io.enterprisemode.testkit.organizations.TestUser("late"))
                .post("/api/invitations/accept", Map.of("token", token))
                .statusCode(404);
        owner.get("/api/invitations").body("items.findAll { it.nodeId == '" + team + "' }", empty());
    }

    @Test
    void aTeamIsMadeOncePerKey() {
        String key = Ids.next().toString();

        UUID made = TeamsApi.id(
                owner.post("/api/teams", key, Map.of("name", "Once")).statusCode(201));
        owner.post("/api/teams", key, Map.of("name", "Once"))
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .header("Location", "/api/teams/" + made)
                .body("id", equalTo(made.toString()));
        owner.post("/api/teams", key, Map.of("name", "Twice")).statusCode(422);
        TeamsApi.of(globex.owner(), globex.id())
                .post("/api/teams", key, Map.of("name", "Once"))
                .statusCode(201)
                .header("Idempotent-Replayed", nullValue())
                .body("id", not(equalTo(made.toString())));
        owner.get("/api/teams").body("items", hasSize(3));
    }

    @Test
    void teamsArePaged() {
        String cursor = owner.get("/api/teams?limit=1")
                .body("items", hasSize(1))
                .extract()
                .path("nextCursor");

        owner.get("/api/teams?limit=1&cursor={cursor}", cursor)
                .body("items.id", contains(acme.otherTeamId().toString()))
                .body("nextCursor", nullValue());
    }

    @Test
    void aDeletionThatWasMeantForAnotherRevisionIsRefused() {
        UUID team = owner.createTeam("Ephemeral");
        UUID workspace = owner.createWorkspace(acme.teamId(), "Ephemeral");
        for (String path : List.of("/api/teams/" + team, "/api/workspaces/" + workspace)) {
            for (String other : List.of("\"2\"", "W/\"1\"", "\"2\", \"3\"")) {
                owner.request().header("If-Match", other).delete(path).then().statusCode(412);
            }
            owner.request().header("If-Match", "1").delete(path).then().statusCode(400);
            owner.request()
                    .header("If-Match", "\"3\", \"1\"")
                    .delete(path)
                    .then()
                    .statusCode(204);
            owner.request().header("If-Match", "*").delete(path).then().statusCode(404);
        }
    }

    @Test
    void anEmptyConditionIsNotTakenForNone() {
        String path = "/api/teams/" + owner.createTeam("Ephemeral");

        for (String empty : List.of("", " ", ",")) {
            owner.request()
                    .header("If-Match", empty)
                    .delete(path)
                    .then()
                    .statusCode(400)
                    .body("errors[0].pointer", equalTo("If-Match"));
        }
        owner.request().header("If-Match", "", "\"2\"").delete(path).then().statusCode(412);
        owner.request().header("If-Match", "\"2\"", "\"1\"").delete(path).then().statusCode(204);
    }
}
