package io.enterprisemode.teams.member;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.IdentityServer;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class MemberTest {

    private TestOrganization acme;
    private TestOrganization globex;
    private TeamsApi owner;
    private TeamsApi admin;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations two = PopulatedOrganizations.make();
        acme = two.a();
        globex = two.b();
        owner = TeamsApi.of(acme.owner(), acme.id());
        admin = TeamsApi.of(acme.admin(), acme.id());
    }

    @Test
    void membersAreListedWithNamesAddressesAndAllRoles() {
        owner.assign(acme.viewer(), acme.teamId(), Role.ADMIN).statusCode(200);

        owner.get("/api/members")
                .statusCode(200)
                .body("items", hasSize(6))
                .body("items[0].principalId", equalTo(acme.owner().principalId().toString()))
                .body("items[0].kind", equalTo("USER"))
                .body("items[0].email", equalTo(TeamsApi.email(acme.owner())))
                .body(
                        "items.find { it.principalId == '%s' }.roles.role"
                                .formatted(acme.viewer().principalId()),
                        containsInAnyOrder("VIEWER", "ADMIN"));
    }

    @Test
    void whoHasOnlyATeamSeesItsMembersAndTheirRolesThere() {
        TeamsApi.of(acme.teamMember(), acme.id())
                .get("/api/members")
                .statusCode(200)
                .body(
                        "items.principalId",
                        contains(
                                acme.teamMember().principalId().toString(),
                                acme.teamOwner().principalId().toString()))
                .body("items[0].roles.nodeId", contains(acme.teamId().toString()));
        TeamsApi.of(acme.teamMember(), acme.id())
                .get("/api/members/{id}", acme.viewer().principalId())
                .statusCode(404);
    }

    @Test
    void membersArePagedInTheOrderInWhichTheyJoined() {
        String cursor = owner.get("/api/members?limit=5")
                .body("items", hasSize(5))
                .extract()
                .path("nextCursor");

        owner.get("/api/members?limit=5&cursor={cursor}", cursor)
                .body(
                        "items.principalId",
                        contains(acme.teamOwner().principalId().toString()))
                .body("nextCursor", nullValue());
    }

    @Test
    void aRoleIsGivenChangedAndTaken() {
        owner.assign(acme.member(), acme.workspaceId(), Role.ADMIN)
                .statusCode(200)
                .body("roles.role", containsInAnyOrder("MEMBER", "ADMIN"));
        owner.assign(acme.member(), acme.workspaceId(), Role.VIEWER)
                .statusCode(200)
                .body("roles.role", containsInAnyOrder("MEMBER", "VIEWER"));
        owner.delete("/api/members/{id}/roles/{node}", acme.member().principalId(), acme.workspaceId())
                .statusCode(204);
        owner.get("/api/members/{id}", acme.member().principalId()).body("roles.role", contains("MEMBER"));
        owner.delete("/api/members/{id}/roles/{node}", acme.member().principalId(), acme.workspaceId())
                .statusCode(404);
    }

    @Test
    void removingFromANodeRemovesEveryRoleBelow() {
        owner.assign(acme.viewer(), acme.teamId(), Role.MEMBER).statusCode(200);
        owner.assign(acme.viewer(), acme.workspaceId(), Role.ADMIN).statusCode(200);
        owner.assign(acme.viewer(), acme.otherWorkspaceId(), Role.ADMIN).statusCode(200);

        owner.delete("/api/members/{id}/roles/{node}", acme.viewer().principalId(), acme.teamId())
                .statusCode(204);

        owner.get("/api/members/{id}", acme.viewer().principalId())
                .body(
                        "roles.nodeId",
                        containsInAnyOrder(
                                acme.id().toString(), acme.otherWorkspaceId().toString()));
    }

    @Test
    void aRemovedMemberIsDeniedAtOnce() {
        TeamsApi member = TeamsApi.of(acme.member(), acme.id());
        member.get("/api/teams").statusCode(200);

        owner.delete("/api/members/{id}", acme.member().principalId()).statusCode(204);

        member.get("/api/teams").statusCode(404);
        owner.get("/api/members/{id}", acme.member().principalId()).statusCode(404);
        owner.delete("/api/members/{id}", acme.member().principalId()).statusCode(404);
        owner.assign(acme.member(), acme.id(), Role.MEMBER).statusCode(404);
    }

    @Test
    void anAdministratorNeitherChangesNorMakesAnOwner() {
        admin.assign(acme.owner(), acme.id(), Role.MEMBER)
                .statusCode(403)
                .body("type", equalTo("/problems/target-is-owner"));
        admin.delete("/api/members/{id}", acme.owner().principalId())
                .statusCode(403)
                .body("type", equalTo("/problems/target-is-owner"));
        admin.assign(acme.member(), acme.id(), Role.OWNER)
                .statusCode(403)
                .body("type", equalTo("/problems/role-above-own"));
        admin.assign(acme.admin(), acme.id(), Role.OWNER).statusCode(403);
        admin.delete("/api/members/{id}", acme.teamOwner().principalId())
                .statusCode(403)
                .body("type", equalTo("/problems/target-is-owner"));
        owner.delete("/api/members/{id}", acme.teamOwner().principalId()).statusCode(204);
    }

    @Test
    void theLastOwnerStays() {
        owner.assign(acme.owner(), acme.id(), Role.ADMIN).statusCode(409).body("type", equalTo("/problems/last-owner"));
        owner.delete("/api/members/{id}", acme.owner().principalId())
                .statusCode(409)
                .body("type", equalTo("/problems/last-owner"));
        owner.delete("/api/members/{id}/roles/{node}", acme.owner().principalId(), acme.id())
                .statusCode(409);
        owner.assign(acme.owner(), acme.id(), Role.OWNER).statusCode(200);
    }

    @Test
    void withASecondOwnerTheFirstMayGo() {
        owner.assign(acme.admin(), acme.id(), Role.OWNER).statusCode(200);

        owner.delete("/api/members/{id}", acme.owner().principalId()).statusCode(204);

        admin.assign(acme.admin(), acme.id(), Role.MEMBER).statusCode(409);
    }

    @Test
    void anAdministratorOfATeamGivesRolesThereOnly() {
        owner.assign(acme.viewer(), acme.teamId(), Role.ADMIN).statusCode(200);
        TeamsApi teamAdmin = TeamsApi.of(acme.viewer(), acme.id());

        teamAdmin.assign(acme.member(), acme.workspaceId(), Role.ADMIN).statusCode(200);
        teamAdmin.assign(acme.member(), acme.otherWorkspaceId(), Role.VIEWER).statusCode(403);
        teamAdmin.assign(acme.member(), acme.id(), Role.VIEWER).statusCode(403);
        teamAdmin.assign(acme.member(), acme.teamId(), Role.OWNER).statusCode(403);
        TeamsApi.of(acme.teamOwner(), acme.id())
                .assign(acme.member(), acme.otherTeamId(), Role.VIEWER)
                .statusCode(404);
    }

    @Test
    void nodesAndMembersOfAnotherOrganizationAreNotThere() {
        owner.assign(acme.member(), globex.teamId(), Role.VIEWER).statusCode(404);
        owner.assign(globex.member(), acme.teamId(), Role.VIEWER).statusCode(404);
        owner.get("/api/members/{id}", globex.member().principalId()).statusCode(404);
        owner.delete("/api/members/{id}", globex.member().principalId()).statusCode(404);
        TeamsApi.of(globex.owner(), globex.id())
                .get("/api/members")
                .body(
                        "items.principalId",
                        not(hasItem(acme.owner().principalId().toString())));
    }

    @Test
    void aServiceAccountIsAddedAndActs() {
        String subject = "producer-" + Ids.next();
        UUID principal = PrincipalId.of(IdentityServer.issuer(), subject);

        owner.post(
                        "/api/members",
                        Map.of("subject", subject, "kind", "SERVICE_ACCOUNT", "role", "MEMBER", "name", "Producer"))
                .statusCode(201)
                .header("Location", "/api/members/" + principal)
                .body("principalId", equalTo(principal.toString()))
                .body("kind", equalTo("SERVICE_ACCOUNT"))
                .body("name", equalTo("Producer"))
                .body("roles[0].nodeId", equalTo(acme.id().toString()));

        TeamsApi program = new TeamsApi(Tokens.serviceAccount(subject).signed(), null);
        program.get("/api/teams").statusCode(404);
        new TeamsApi(program.token(), acme.id())
                .get("/api/teams")
                .statusCode(200)
                .body("items", hasSize(2));
        program.get("/api/teams").statusCode(200).body("items", hasSize(2));
        owner.post("/api/members", Map.of("subject", subject, "kind", "SERVICE_ACCOUNT", "role", "VIEWER"))
                .statusCode(409)
                .body("type", equalTo("/problems/already-member"));
    }

    @Test
    void peopleAreNotAddedButInvited() {
        owner.post("/api/members", Map.of("subject", "mia", "kind", "USER", "role", "MEMBER"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/kind"));
        admin.post("/api/members", Map.of("subject", "root", "kind", "SERVICE_ACCOUNT", "role", "OWNER"))
                .statusCode(403);
        owner.put(
                        Map.of("role", "KING"),
                        "/api/members/{id}/roles/{node}",
                        acme.member().principalId(),
                        acme.id())
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/role"));
    }

    private TeamsApi key(Role role, String... scopes) {
        String key = owner.post("/api/apikeys", Map.of("name", "Key", "scopes", List.of(scopes), "role", role))
                .statusCode(201)
                .extract()
                .path("key");
        return new TeamsApi(key, null);
    }

    @Test
    void aKeyGivesAndTakesRolesByTheScopesForItAlone() {
        TeamsApi inviting = key(Role.OWNER, "member:invite", "member:read");
        TeamsApi assigning = key(Role.OWNER, "member:invite", "role:assign");
        TeamsApi removing = key(Role.ADMIN, "member:remove");
        Map<String, Object> program =
                Map.of("subject", "program-" + Ids.next(), "kind", "SERVICE_ACCOUNT", "role", "VIEWER");

        inviting.post("/api/members", program)
                .statusCode(403)
                .body("detail", equalTo("Your API key is not scoped to role:assign."));
        inviting.assign(acme.member(), acme.id(), Role.VIEWER).statusCode(403);
        assigning.post("/api/members", program).statusCode(201);
        assigning.assign(acme.member(), acme.id(), Role.OWNER).statusCode(200);
        assigning.delete("/api/members/{id}", acme.member().principalId()).statusCode(403);
        removing.delete("/api/members/{id}", acme.member().principalId())
                .statusCode(403)
                .body("type", equalTo("/problems/target-is-owner"));
        removing.delete("/api/members/{id}", acme.viewer().principalId()).statusCode(204);
    }

    @Test
    void aTeamsAdministratorFindsNobodyOutOfReach() {
        owner.admit(new TestUser("lead-" + Ids.next()), Role.VIEWER, null);
        TestUser lead = new TestUser("lead-" + Ids.next());
        owner.admit(lead, Role.ADMIN, acme.teamId());
        TeamsApi team = TeamsApi.of(lead, acme.id());

        for (TestUser outOfReach : List.of(acme.owner(), acme.viewer(), globex.owner(), new TestUser("nobody"))) {
            team.assign(outOfReach, acme.workspaceId(), Role.VIEWER)
                    .statusCode(404)
                    .body("detail", equalTo("There is no such member."));
            team.delete("/api/members/{id}/roles/{node}", outOfReach.principalId(), acme.workspaceId())
                    .statusCode(404);
        }
        owner.assign(acme.teamMember(), acme.otherTeamId(), Role.ADMIN).statusCode(200);
        team.assign(acme.teamMember(), acme.workspaceId(), Role.VIEWER)
                .statusCode(200)
                .body(
                        "roles.nodeId",
                        containsInAnyOrder(
                                acme.teamId().toString(), acme.workspaceId().toString()));
        for (UUID hidden : List.of(acme.otherTeamId(), acme.otherWorkspaceId(), Ids.next())) {
            team.assign(acme.viewer(), hidden, Role.VIEWER)
                    .statusCode(404)
                    .body("detail", equalTo("There is no such node."));
        }
    }

    private static Map<String, Object> serviceAccount(String subject, Role role) {
        return Map.of("subject", subject, "kind", "SERVICE_ACCOUNT", "role", role);
    }

    @Test
    void whoIsAddedElsewhereGoesOnAsBeforeUntilTheyNameIt() {
        String subject = "producer-" + Ids.next();
        TeamsApi program = new TeamsApi(Tokens.serviceAccount(subject).signed(), null);
        UUID account = PrincipalId.of(IdentityServer.issuer(), subject);
        owner.post("/api/members", serviceAccount(subject, Role.MEMBER)).statusCode(201);
        TeamsApi elsewhere = TeamsApi.of(globex.owner(), globex.id());
        program.get("/api/teams").statusCode(404);
        new TeamsApi(program.token(), acme.id()).get("/api/teams").statusCode(200);

        elsewhere
                .post("/api/members", serviceAccount(subject, Role.MEMBER))
                .statusCode(201)
                .body("pending", equalTo(true));

        program.get("/api/teams").statusCode(200).body("items", hasSize(2));
        program.get("/api/me").body("organizations.id", contains(acme.id().toString()));
        elsewhere.get("/api/members/{id}", account).body("pending", equalTo(true));

        new TeamsApi(program.token(), globex.id()).get("/api/teams").statusCode(200);

        program.get("/api/teams").statusCode(400).body("type", equalTo("/problems/organization-required"));
        elsewhere.get("/api/members/{id}", account).body("pending", nullValue());
    }

    @Test
    void whoWasRemovedIsAddedAnewLikeSomebodyNew() {
        String subject = "producer-" + Ids.next();
        TeamsApi program = new TeamsApi(Tokens.serviceAccount(subject).signed(), null);
        UUID account = PrincipalId.of(IdentityServer.issuer(), subject);
        owner.post("/api/members", serviceAccount(subject, Role.MEMBER)).statusCode(201);
        new TeamsApi(program.token(), acme.id()).get("/api/teams").statusCode(200);
        owner.delete("/api/members/{id}", account).statusCode(204);

        owner.post("/api/members", serviceAccount(subject, Role.MEMBER))
                .statusCode(201)
                .body("pending", equalTo(true));

        program.get("/api/teams").statusCode(404);
    }

    private void assertOut(String subject) {
        owner.get("/api/members/{id}", PrincipalId.of(IdentityServer.issuer(), subject))
                .statusCode(404);
        new TeamsApi(Tokens.serviceAccount(subject).signed(), acme.id())
                .get("/api/teams")
                .statusCode(404);
    }

    private void assertIn(String subject) {
        new TeamsApi(Tokens.serviceAccount(subject).signed(), acme.id())
                .get("/api/teams")
                .statusCode(200);
    }

    @Test
    void whoWasAddedByAMemberWhoIsGoneIsAddedNoMore() {
        String second = "second-" + Ids.next();
        String confirmed = "confirmed-" + Ids.next();
        String given = "given-" + Ids.next();
        for (String subject : List.of(second, confirmed, given)) {
            admin.post("/api/members", serviceAccount(subject, Role.ADMIN)).statusCode(201);
        }
        assertIn(confirmed);
        owner.assign(new TestUser(given), acme.id(), Role.ADMIN).statusCode(200);

        owner.delete("/api/members/{id}", acme.admin().principalId()).statusCode(204);

        assertOut(second);
        assertIn(confirmed);
        assertIn(given);
    }

    @Test
    void whoWasAddedByAMemberWithALowerRoleKeepsWhatThatRoleGives() {
        owner.assign(acme.admin(), acme.id(), Role.OWNER).statusCode(200);
        String root = "root-" + Ids.next();
        String helper = "helper-" + Ids.next();
        admin.post("/api/members", serviceAccount(root, Role.OWNER)).statusCode(201);
        admin.post("/api/members", serviceAccount(helper, Role.ADMIN)).statusCode(201);

        owner.assign(acme.admin(), acme.id(), Role.ADMIN).statusCode(200);

        assertOut(root);
        assertIn(helper);
    }

    private void change(String statement) throws SQLException {
        try (Connection connection = new ServiceDatabase("teams").appOf(acme.id());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
            connection.commit();
        }
    }

    private String keyThatAddsMembers() {
        return owner.post(
                        "/api/apikeys",
                        Map.of("name", "Key", "scopes", List.of("member:invite", "role:assign"), "role", Role.ADMIN))
                .extract()
                .path("key");
    }

    @Test
    void whatAKeyHasOfferedIsJudgedWhenItIsTaken() throws SQLException {
        String key = keyThatAddsMembers();
        String early = "early-" + Ids.next();
        String late = "late-" + Ids.next();
        new TeamsApi(key, null)
                .post("/api/members", serviceAccount(early, Role.ADMIN))
                .statusCode(201);
        new TeamsApi(key, null)
                .post("/api/members", serviceAccount(late, Role.ADMIN))
                .statusCode(201);
        assertIn(early);

        change("update api_key set expires_at = now() where org_id = '%s'".formatted(acme.id()));

        new TeamsApi(Tokens.serviceAccount(late).signed(), acme.id())
                .get("/api/teams")
                .statusCode(404);
        assertOut(late);
        assertIn(early);
    }

    /** A check, an evaluation and a batch are requests that name the organization like all others. */
    @Test
    void aCheckTakesWhatWasOfferedAsAnyRequestDoes() throws SQLException {
        String key = keyThatAddsMembers();
        List<String> subjects = List.of("one-" + Ids.next(), "batch-" + Ids.next(), "malformed-" + Ids.next());
        String early = "early-" + Ids.next();
        for (String subject : subjects) {
            new TeamsApi(key, null)
                    .post("/api/members", serviceAccount(subject, Role.ADMIN))
                    .statusCode(201);
        }
        new TeamsApi(key, null)
                .post("/api/members", serviceAccount(early, Role.ADMIN))
                .statusCode(201);
        new TeamsApi(Tokens.serviceAccount(early).signed(), acme.id())
                .post("/api/permissions/check", Map.of("permission", "team:delete"))
                .statusCode(200)
                .body("allowed", equalTo(true));
        owner.get("/api/members/{id}", PrincipalId.of(IdentityServer.issuer(), early))
                .body("pending", nullValue());

        change("update api_key set expires_at = now() where org_id = '%s'".formatted(acme.id()));

        List<Object> bodies = List.of(
                Map.of("permission", "team:delete"),
                Map.of("checks", List.of(Map.of("permission", "team:delete"))),
                "{}");
        for (int i = 0; i < bodies.size(); i++) {
            new TeamsApi(Tokens.serviceAccount(subjects.get(i)).signed(), acme.id())
                    .post("/api/permissions/check", bodies.get(i))
                    .statusCode(404);
            assertOut(subjects.get(i));
        }
        assertIn(early);
    }

    @Test
    void whatIsOfferedByNobodyKnownStays() throws SQLException {
        String subject = "before-" + Ids.next();
        admin.post("/api/members", serviceAccount(subject, Role.ADMIN)).statusCode(201);
        change("update role_assignment set assigned_by = null where org_id = '%s' and principal_id = '%s'"
                .formatted(acme.id(), PrincipalId.of(IdentityServer.issuer(), subject)));

        owner.delete("/api/members/{id}", acme.admin().principalId()).statusCode(204);

        assertIn(subject);
    }

    @Test
    void anInvitationDoesNotTakeWhatNobodyMayGive() throws SQLException {
        TestUser person = new TestUser("person-" + Ids.next());
        String key = keyThatAddsMembers();
        Map<String, Object> onTeam = new HashMap<>(serviceAccount(person.subject(), Role.ADMIN));
        onTeam.put("nodeId", acme.teamId());
        new TeamsApi(key, null).post("/api/members", onTeam).statusCode(201);
        change("update api_key set expires_at = now() where org_id = '%s'".formatted(acme.id()));

        owner.admit(person, Role.VIEWER, null);

        owner.get("/api/members/{id}", person.principalId()).body("roles.role", contains("VIEWER"));
    }

    @Test
    void aPersonIsNotAddedWhereverTheyAreKnown() {
        for (TestUser person : List.of(acme.viewer(), globex.owner())) {
            owner.post("/api/members", serviceAccount(person.subject(), Role.VIEWER))
                    .statusCode(409)
                    .body("type", equalTo("/problems/subject-is-a-person"));
        }
        TeamsApi.of(globex.owner()).get("/api/teams").statusCode(200);
    }

    @Test
    void whoTurnsOutToBeAPersonIsOneFromTheirFirstNamingOn() {
        TestUser person = new TestUser("person-" + Ids.next());
        owner.post("/api/members", serviceAccount(person.subject(), Role.OWNER)).statusCode(201);
        TeamsApi.of(person).get("/api/me").statusCode(200).body("organizations", hasSize(0));
        owner.get("/api/members/{id}", person.principalId())
                .body("email", nullValue())
                .body("name", equalTo(person.subject()));
        owner.delete("/api/members/{id}", acme.owner().principalId())
                .statusCode(409)
                .body("type", equalTo("/problems/last-owner"));

        TeamsApi.of(person, acme.id()).get("/api/teams").statusCode(200);

        owner.get("/api/members/{id}", person.principalId()).body("kind", equalTo("USER"));
        owner.delete("/api/members/{id}", acme.owner().principalId()).statusCode(204);
    }

    @Test
    void anInvitationMakesAPersonOfWhoeverWasAdded() {
        TestUser person = new TestUser("person-" + Ids.next());
        owner.post("/api/members", serviceAccount(person.subject(), Role.VIEWER))
                .statusCode(201);

        owner.admit(person, Role.VIEWER, null);

        owner.get("/api/members/{id}", person.principalId())
                .body("kind", equalTo("USER"))
                .body("pending", nullValue())
                .body("email", equalTo(TeamsApi.email(person)));
        TeamsApi.of(person).get("/api/teams").statusCode(200);
    }

    @Test
    void programsAreNoOwnersThatCountBesidePeople() {
        owner.post("/api/members", serviceAccount("root-" + Ids.next(), Role.OWNER))
                .statusCode(201);

        owner.post("/api/members/leave", Map.of("organizationId", acme.id()))
                .statusCode(409)
                .body("type", equalTo("/problems/last-owner"));
    }

    @Test
    void whereOnlyProgramsAreOwnersTheLastOfThemStays() {
        TeamsApi founder =
                new TeamsApi(Tokens.serviceAccount("founder-" + Ids.next()).signed(), null);
        UUID organization = founder.createOrganization("Robots");

        founder.post("/api/members/leave", Map.of("organizationId", organization))
                .statusCode(409)
                .body("type", equalTo("/problems/last-owner"));
    }

    @Test
    void whoHasNotNamedTheOrganizationIsNoOwnerThatCounts() {
        TeamsApi founder =
                new TeamsApi(Tokens.serviceAccount("founder-" + Ids.next()).signed(), null);
        UUID organization = founder.createOrganization("Robots");
        String second = "second-" + Ids.next();
        founder.post("/api/members", serviceAccount(second, Role.OWNER)).statusCode(201);

        founder.post("/api/members/leave", Map.of("organizationId", organization))
                .statusCode(409)
                .body("type", equalTo("/problems/last-owner"));

        new TeamsApi(Tokens.serviceAccount(second).signed(), organization)
                .get("/api/teams")
                .statusCode(200);
        founder.post("/api/members/leave", Map.of("organizationId", organization))
                .statusCode(204);
    }

    @Test
    void theAccountOfAKeyIsNotAddedByHand() {
        String key = owner.post("/api/apikeys", Map.of("name", "Key", "scopes", List.of("team:read")))
                .extract()
                .path("keyId");
        Map<String, Object> account = Map.of(
                "issuer", "urn:enterprisemode:apikeys", "subject", key, "kind", "SERVICE_ACCOUNT", "role", "ADMIN");

        owner.post("/api/members", account).statusCode(400).body("errors[0].pointer", equalTo("/issuer"));
        owner.delete("/api/apikeys/{id}", key).statusCode(204);
        owner.post("/api/members", account).statusCode(400);
    }

    @Test
    void theKeysOfWhoeverIsRemovedGoWhenThatIsAskedFor() {
        TeamsApi maker = TeamsApi.of(acme.admin(), acme.id());
        String first = maker.post(
                        "/api/apikeys",
                        Map.of("name", "Maker", "scopes", List.of("apikey:manage", "team:read"), "role", "ADMIN"))
                .extract()
                .path("key");
        String second = new TeamsApi(first, null)
                .post("/api/apikeys", Map.of("name", "Made", "scopes", List.of("team:read"), "role", "VIEWER"))
                .statusCode(201)
                .extract()
                .path("key");
        new TeamsApi(second, null).get("/api/teams").statusCode(200);
        owner.delete("/api/members/{id}?revokeKeys=perhaps", acme.admin().principalId())
                .statusCode(400);

        owner.delete("/api/members/{id}?revokeKeys=true", acme.admin().principalId())
                .statusCode(204);

        new TeamsApi(first, null).get("/api/teams").statusCode(401);
        new TeamsApi(second, null).get("/api/teams").statusCode(401);
    }
}
