package io.enterprisemode.teams.member;

import static org.hamcrest.Matchers.equalTo;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class MemberCountsTest {

    private static final String COUNTS = "/api/members/counts";

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
    void everyPersonCountsOnceHoweverManyRolesTheyHold() {
        owner.assign(acme.viewer(), acme.teamId(), Role.ADMIN).statusCode(200);

        owner.get(COUNTS)
                .statusCode(200)
                .body("people", equalTo(6))
                .body("owners", equalTo(1))
                .body("serviceAccounts", equalTo(0));
        TeamsApi.of(globex.owner(), globex.id()).get(COUNTS).statusCode(200).body("owners", equalTo(1));
    }

    @Test
    void onlyPeopleAreOwners() {
        owner.post("/api/members", Map.of("subject", "owner-" + Ids.next(), "kind", "SERVICE_ACCOUNT", "role", "OWNER"))
                .statusCode(201);
        owner.get(COUNTS).body("owners", equalTo(1)).body("serviceAccounts", equalTo(1));

        owner.assign(acme.admin(), acme.id(), Role.OWNER).statusCode(200);

        owner.get(COUNTS).body("owners", equalTo(2));
    }

    @Test
    void whoHasOnlyATeamIsNotToldAboutTheWhole() {
        TeamsApi.of(acme.teamMember(), acme.id()).get(COUNTS).statusCode(403);
        TeamsApi.of(globex.owner(), acme.id()).get(COUNTS).statusCode(404);
    }
}
