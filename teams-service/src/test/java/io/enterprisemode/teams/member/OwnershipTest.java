package io.enterprisemode.teams.member;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handing an organization over, and leaving it. */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class OwnershipTest {

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

    private ValidatableResponse transfer(TeamsApi by, Map<String, ?> body) {
        return by.post("/api/organizations/" + acme.id() + "/ownership", body);
    }

    private static ValidatableResponse leave(TeamsApi by, UUID organization) {
        return by.post("/api/members/leave", Map.of("organizationId", organization));
    }

    @Test
    void theNewOwnerOwnsAndTheFormerKeepsALesserRole() {
        transfer(owner, Map.of("toPrincipalId", acme.member().principalId()))
                .statusCode(200)
                .body("fromPrincipalId", equalTo(acme.owner().principalId().toString()))
                .body("toPrincipalId", equalTo(acme.member().principalId().toString()))
                .body("keptRole", equalTo("ADMIN"));

        TeamsApi next = TeamsApi.of(acme.member(), acme.id());
        next.get("/api/members/{id}", acme.member().principalId()).body("roles.role", contains("OWNER"));
        next.get("/api/members/{id}", acme.owner().principalId()).body("roles.role", contains("ADMIN"));
        transfer(owner, Map.of("toPrincipalId", acme.admin().principalId())).statusCode(403);
        leave(next, acme.id()).statusCode(409).body("type", equalTo("/problems/last-owner"));
        leave(owner, acme.id()).statusCode(204);
    }

    @Test
    void aRepetitionWithTheSameKeyTransfersOnce() {
        String key = Ids.next().toString();
        Map<String, ?> body = Map.of("toPrincipalId", acme.admin().principalId(), "keepRole", "MEMBER");
        String path = "/api/organizations/" + acme.id() + "/ownership";
        owner.assign(acme.viewer(), acme.id(), Role.OWNER).statusCode(200);
        owner.post(path, key, body).statusCode(200);
        TeamsApi.of(acme.viewer(), acme.id())
                .assign(acme.owner(), acme.id(), Role.ADMIN)
                .statusCode(200);

        owner.post(path, key, body).statusCode(200).header("Idempotent-Replayed", "true");

        owner.get("/api/members/{id}", acme.owner().principalId()).body("roles.role", contains("ADMIN"));
    }

    @Test
    void onlyAnOwnerHandsOverToAMemberWhoIsAPerson() {
        transfer(
                        TeamsApi.of(acme.admin(), acme.id()),
                        Map.of("toPrincipalId", acme.member().principalId()))
                .statusCode(403)
                .body("type", equalTo("/problems/role-above-own"));
        transfer(
                        TeamsApi.of(acme.member(), acme.id()),
                        Map.of("toPrincipalId", acme.member().principalId()))
                .statusCode(403);
        transfer(
                        TeamsApi.of(acme.teamOwner(), acme.id()),
                        Map.of("toPrincipalId", acme.teamOwner().principalId()))
                .statusCode(403);
        transfer(
                        TeamsApi.of(globex.owner(), globex.id()),
                        Map.of("toPrincipalId", globex.member().principalId()))
                .statusCode(404);
        transfer(owner, Map.of("toPrincipalId", globex.member().principalId())).statusCode(404);
        transfer(owner, Map.of("toPrincipalId", acme.owner().principalId()))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/toPrincipalId"));
        transfer(owner, Map.of("toPrincipalId", acme.admin().principalId(), "keepRole", "OWNER"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/keepRole"));
        String account = owner.post("/api/apikeys", Map.of("name", "Program", "scopes", List.of("team:read")))
                .extract()
                .path("principalId");
        transfer(owner, Map.of("toPrincipalId", account))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/toPrincipalId"));
        owner.get("/api/members/{id}", acme.owner().principalId()).body("roles.role", contains("OWNER"));
    }

    @Test
    void whoeverBelongsMayLeaveWhateverTheirRole() {
        for (TeamsApi each : List.of(
                TeamsApi.of(acme.viewer(), acme.id()),
                TeamsApi.of(acme.teamMember(), acme.id()),
                TeamsApi.of(acme.teamOwner(), acme.id()))) {
            leave(each, globex.id()).statusCode(400).body("errors[0].pointer", equalTo("/organizationId"));
            leave(each, acme.id()).statusCode(204);
            each.get("/api/teams").statusCode(404);
            leave(each, acme.id()).statusCode(404);
        }
        leave(owner, acme.id()).statusCode(409).body("type", equalTo("/problems/last-owner"));
    }

    @Test
    void anApiKeyIsNoOwnerThatLasts() {
        owner.post("/api/apikeys", Map.of("name", "Root", "scopes", List.of("org:delete"), "role", "OWNER"))
                .statusCode(201);

        leave(owner, acme.id()).statusCode(409).body("type", equalTo("/problems/last-owner"));
        owner.assign(acme.owner(), acme.id(), Role.ADMIN).statusCode(409);
    }
}
