package io.enterprisemode.teams.caller;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class MeTest {

    @Test
    void somebodySeesTheirOwnOrganizationsOnly() {
        TwoOrganizations two = PopulatedOrganizations.make();

        TeamsApi.of(two.a().teamMember())
                .get("/api/me")
                .statusCode(200)
                .body("principalId", equalTo(two.a().teamMember().principalId().toString()))
                .body("kind", equalTo("USER"))
                .body("email", equalTo(TeamsApi.email(two.a().teamMember())))
                .body("organizations.id", contains(two.a().id().toString()))
                .body("organizations[0].roles[0].nodeType", equalTo("TEAM"))
                .body("installation", empty());
        TeamsApi.of(two.stranger()).get("/api/me").statusCode(200).body("organizations", empty());
    }

    @Test
    void anOperatorIsToldWhatTheInstallationAllows() {
        new TeamsApi(Tokens.operator().signed(), null)
                .get("/api/me")
                .statusCode(200)
                .body("installation", hasItem("dead-letters:replay"));
    }

    @Test
    void aNewNameInTheTokenIsTakenOver() {
        TestOrganization acme = PopulatedOrganizations.make().a();
        String married = Tokens.user(acme.member().subject())
                .claim("name", "Mia Miller")
                .claim("email", "mia.miller@acme.example")
                .signed();

        new TeamsApi(married, acme.id()).get("/api/teams").statusCode(200).body("items", hasSize(2));

        TeamsApi.of(acme.owner(), acme.id())
                .get("/api/members/{id}", acme.member().principalId())
                .body("name", equalTo("Mia Miller"))
                .body("email", equalTo("mia.miller@acme.example"));
    }
}
