package io.enterprisemode.teams.invitation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class InvitationTest {

    private final ServiceDatabase database = new ServiceDatabase("teams");
    private final TestUser guest = new TestUser("guest-" + Ids.next());
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
    void anInvitationMakesAMember() {
        JsonPath invitation = owner.post("/api/invitations", Map.of("email", TeamsApi.email(guest), "role", "MEMBER"))
                .statusCode(201)
                .body("status", equalTo("OPEN"))
                .body("nodeId", equalTo(acme.id().toString()))
                .body("token", matchesPattern("[A-Za-z0-9_-]{43}"))
                .extract()
                .jsonPath();

        TeamsApi.of(guest)
                .post("/api/invitations/accept", Map.of("token", invitation.getString("token")))
                .statusCode(200)
                .body("organizationId", equalTo(acme.id().toString()))
                .body("role", equalTo("MEMBER"));

        TeamsApi.of(guest).get("/api/teams").statusCode(200);
        owner.get("/api/members/{id}", guest.principalId()).body("roles.role", contains("MEMBER"));
        owner.get("/api/invitations")
                .body("items.find { it.id == '%s' }.status".formatted(invitation.getString("id")), equalTo("ACCEPTED"))
                .body("items.token", not(hasItem(invitation.getString("token"))));
    }

    @Test
    void theTokenIsKeptNowhere() throws SQLException {
        String token = owner.post(
                        "/api/invitations",
                        Ids.next().toString(),
                        Map.of("email", TeamsApi.email(guest), "role", "MEMBER"))
                .statusCode(201)
                .extract()
                .path("token");

        assertThat(database.number("select count(*) from invitation where token_sha256 = '%s'"
                        .formatted(new Secret(token).sha256())))
                .isEqualTo(1);
        for (String table : List.of("invitation", "outbox_event", "idempotency_key", "principal")) {
            assertThat(database.number("select count(*) from %s t where t::text like '%%%s%%'".formatted(table, token)))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void aRepetitionMakesNoSecondInvitationAndDoesNotShowTheTokenAgain() {
        String key = Ids.next().toString();
        Map<String, String> body = Map.of("email", TeamsApi.email(guest), "role", "MEMBER");
        String id = owner.post("/api/invitations", key, body)
                .statusCode(201)
                .extract()
                .path("id");

        owner.post("/api/invitations", key, body)
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .body("id", equalTo(id))
                .body("token", nullValue());
        assertThat(database.number("select count(*) from invitation where email = '%s'"
                        .formatted(TeamsApi.email(guest).toLowerCase(java.util.Locale.ROOT))))
                .isEqualTo(1);
    }

    @RepeatedTest(5)
    void anInvitationIsUsedOnceAlsoByTwoAtOnce() throws Exception {
        TestUser eager = new TestUser("eager-" + Ids.next());
        String token = owner.invite(TeamsApi.email(eager), Role.MEMBER, null);
        Callable<Integer> accept = () -> TeamsApi.of(eager)
                .post("/api/invitations/accept", Map.of("token", token))
                .extract()
                .statusCode();

        List<Integer> statuses;
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            statuses = executor.invokeAll(Collections.nCopies(4, accept)).stream()
                    .map(Future::resultNow)
                    .sorted()
                    .toList();
        }

        assertThat(statuses).containsExactly(200, 409, 409, 409);
    }

    @Test
    void somebodyElseDoesNotGetIn() {
        String token = owner.invite(TeamsApi.email(guest), Role.MEMBER, null);

        TeamsApi.of(globex.owner())
                .post("/api/invitations/accept", Map.of("token", token))
                .statusCode(403)
                .body("type", equalTo("/problems/invitation-for-somebody-else"));
        new TeamsApi(Tokens.serviceAccount("program").signed(), null)
                .post("/api/invitations/accept", Map.of("token", token))
                .statusCode(403);
        TeamsApi.of(guest)
                .post("/api/invitations/accept", Map.of("token", "x".repeat(43)))
                .statusCode(404);
        TeamsApi.of(guest)
                .post("/api/invitations/accept", Map.of("token", token))
                .statusCode(200);
    }

    @Test
    void upperAndLowerCaseOfTheAddressAreTheSame() {
        String token = owner.invite(TeamsApi.email(guest).toUpperCase(java.util.Locale.ROOT), Role.MEMBER, null);

        TeamsApi.of(guest)
                .post("/api/invitations/accept", Map.of("token", token))
                .statusCode(200);
    }

    @Test
    void anInternationalAddressIsTheSameInBothOfItsForms() {
        String user = "guest-" + Ids.next();
        String token = owner.invite(user + "@MÜNCHEN.example", Role.MEMBER, null);
        owner.get("/api/invitations").body("items.email", hasItem(user + "@xn--mnchen-3ya.example"));

        new TeamsApi(
                        Tokens.user(user)
                                .claim("email", user + "@xn--mnchen-3ya.example")
                                .signed(),
                        null)
                .post("/api/invitations/accept", Map.of("token", token))
                .statusCode(200);
    }

    @Test
    void anAddressThatIsNotVerifiedIsNotBelieved() {
        String user = "guest-" + Ids.next();
        String token = owner.invite(user + "@acme.example", Role.MEMBER, null);

        for (Object unverified : List.of(false, "false")) {
            new TeamsApi(Tokens.user(user).claim("email_verified", unverified).signed(), null)
                    .post("/api/invitations/accept", Map.of("token", token))
                    .statusCode(403)
                    .body("type", equalTo("/problems/email-not-verified"));
        }
        new TeamsApi(Tokens.user(user).claim("email_verified", false).signed(), null)
                .post("/api/invitations/decline", Map.of("token", token))
                .statusCode(403);
        new TeamsApi(Tokens.user(user).claim("email_verified", true).signed(), null)
                .post("/api/invitations/accept", Map.of("token", token))
                .statusCode(200);
    }

    @Test
    void aDeclinedInvitationIsWorthless() {
        JsonPath invitation = owner.post("/api/invitations", Map.of("email", TeamsApi.email(guest), "role", "MEMBER"))
                .extract()
                .jsonPath();
        Map<String, ?> token = Map.of("token", invitation.getString("token"));
        TeamsApi.of(globex.owner()).post("/api/invitations/decline", token).statusCode(403);
        TeamsApi.of(guest)
                .post("/api/invitations/decline", Map.of("token", "x"))
                .statusCode(404);

        TeamsApi.of(guest).post("/api/invitations/decline", token).statusCode(204);

        TeamsApi.of(guest).post("/api/invitations/decline", token).statusCode(409);
        TeamsApi.of(guest)
                .post("/api/invitations/accept", token)
                .statusCode(409)
                .body("type", equalTo("/problems/invitation-not-open"));
        owner.get("/api/invitations")
                .body("items.find { it.id == '%s' }.status".formatted(invitation.getString("id")), equalTo("DECLINED"));
        owner.delete("/api/invitations/{id}", invitation.getString("id")).statusCode(409);
    }

    @RepeatedTest(3)
    void acceptedDeclinedAndRevokedAtOnceOneOfThemHolds() throws Exception {
        TestUser torn = new TestUser("torn-" + Ids.next());
        JsonPath invitation = owner.post("/api/invitations", Map.of("email", TeamsApi.email(torn), "role", "MEMBER"))
                .extract()
                .jsonPath();
        Map<String, ?> token = Map.of("token", invitation.getString("token"));
        List<Callable<Integer>> moves = List.of(
                () -> TeamsApi.of(torn)
                        .post("/api/invitations/accept", token)
                        .extract()
                        .statusCode(),
                () -> TeamsApi.of(torn)
                        .post("/api/invitations/decline", token)
                        .extract()
                        .statusCode(),
                () -> owner.delete("/api/invitations/{id}", invitation.getString("id"))
                        .extract()
                        .statusCode());

        List<Integer> statuses;
        try (ExecutorService executor = Executors.newFixedThreadPool(3)) {
            statuses = executor.invokeAll(moves).stream().map(Future::resultNow).toList();
        }

        assertThat(statuses.stream().filter(status -> status < 300)).hasSize(1);
        boolean member =
                TeamsApi.of(torn, acme.id()).get("/api/teams").extract().statusCode() == 200;
        assertThat(member).isEqualTo(statuses.getFirst() == 200);
    }

    @Test
    void aRevokedInvitationIsWorthless() {
        JsonPath invitation = owner.post("/api/invitations", Map.of("email", TeamsApi.email(guest), "role", "MEMBER"))
                .extract()
                .jsonPath();

        owner.delete("/api/invitations/{id}", invitation.getString("id")).statusCode(204);
        owner.delete("/api/invitations/{id}", invitation.getString("id")).statusCode(204);

        TeamsApi.of(guest)
                .post("/api/invitations/accept", Map.of("token", invitation.getString("token")))
                .statusCode(409)
                .body("type", equalTo("/problems/invitation-not-open"));
        TeamsApi.of(globex.owner(), globex.id())
                .delete("/api/invitations/{id}", invitation.getString("id"))
                .statusCode(404);
    }

    @Test
    void anAcceptedInvitationIsNotRevoked() {
        JsonPath invitation = owner.post("/api/invitations", Map.of("email", TeamsApi.email(guest), "role", "MEMBER"))
                .extract()
                .jsonPath();
        TeamsApi.of(guest).post("/api/invitations/accept", Map.of("token", invitation.getString("token")));

        owner.delete("/api/invitations/{id}", invitation.getString("id")).statusCode(409);
    }

    @Test
    void anInvitationExpires() throws SQLException {
        JsonPath invitation = owner.post("/api/invitations", Map.of("email", TeamsApi.email(guest), "role", "MEMBER"))
                .extract()
                .jsonPath();
        try (Connection connection = database.appOf(acme.id());
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update invitation set expires_at = now() - interval '1 second' where org_id = '%s' and id = '%s'"
                            .formatted(acme.id(), UUID.fromString(invitation.getString("id"))));
            connection.commit();
        }

        TeamsApi.of(guest)
                .post("/api/invitations/accept", Map.of("token", invitation.getString("token")))
                .statusCode(410)
                .body("type", equalTo("/problems/invitation-expired"));
        owner.get("/api/invitations")
                .body("items.find { it.id == '%s' }.status".formatted(invitation.getString("id")), equalTo("EXPIRED"));
    }

    @Test
    void acceptingNeverTakesAnythingAway() {
        String token = owner.invite(TeamsApi.email(acme.owner()), Role.VIEWER, null);

        owner.post("/api/invitations/accept", Map.of("token", token)).statusCode(200);

        owner.get("/api/members/{id}", acme.owner().principalId()).body("roles.role", contains("OWNER"));
    }

    @Test
    void nobodyInvitesAboveTheirOwnRoleOrOutsideOfTheirTeam() {
        TeamsApi.of(acme.admin(), acme.id())
                .post("/api/invitations", Map.of("email", "x@acme.example", "role", "OWNER"))
                .statusCode(403)
                .body("type", equalTo("/problems/role-above-own"));
        TeamsApi teamOwner = TeamsApi.of(acme.teamOwner(), acme.id());
        teamOwner
                .post(
                        "/api/invitations",
                        Map.of("email", "x@acme.example", "role", "VIEWER", "nodeId", acme.otherTeamId()))
                .statusCode(404);
        teamOwner
                .post("/api/invitations", Map.of("email", "x@acme.example", "role", "VIEWER"))
                .statusCode(404);
        teamOwner
                .post("/api/invitations", Map.of("email", "x@acme.example", "role", "OWNER", "nodeId", acme.teamId()))
                .statusCode(201);
        teamOwner.get("/api/invitations").body("items.findAll { it.nodeId != '%s' }".formatted(acme.teamId()), empty());
        TeamsApi.of(acme.member(), acme.id())
                .post("/api/invitations", Map.of("email", "x@acme.example", "role", "VIEWER"))
                .statusCode(403);
    }

    @Test
    void anAddressMustBeOne() {
        owner.post("/api/invitations", Map.of("email", "not an address", "role", "MEMBER"))
                .statusCode(400)
                .body("errors[0].pointer", equalTo("/email"));
        owner.get("/api/invitations?limit=2").body("items", hasSize(2));
    }

    @Test
    void aKeyInvitesToWhatItCouldAssign() {
        for (List<String> scopes : List.of(List.of("member:invite"), List.of("member:invite", "role:assign"))) {
            String key = owner.post("/api/apikeys", Map.of("name", "Inviter", "scopes", scopes, "role", Role.ADMIN))
                    .extract()
                    .path("key");
            String email = "by-key-" + Ids.next() + "@acme.example";
            TeamsApi program = new TeamsApi(key, null);

            program.post("/api/invitations", Map.of("email", email, "role", "VIEWER"))
                    .statusCode(scopes.contains("role:assign") ? 201 : 403);
            program.post("/api/invitations", Map.of("email", email, "role", "OWNER"))
                    .statusCode(403);
        }
    }

    private JsonPath offer(TeamsApi by, String email, Role role) {
        return by.post("/api/invitations", Map.of("email", email, "role", role))
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private void assertStatus(JsonPath invitation, String status) {
        owner.get("/api/invitations")
                .body("items.find { it.id == '%s' }.status".formatted(invitation.getString("id")), equalTo(status));
    }

    @Test
    void whoIsDismissedTakesNothingBackByAnInvitationToThemselves() {
        TeamsApi admin = TeamsApi.of(acme.admin(), acme.id());
        JsonPath toThemselves = offer(admin, TeamsApi.email(acme.admin()), Role.ADMIN);
        JsonPath byThem = offer(admin, TeamsApi.email(guest), Role.MEMBER);
        JsonPath toThem = offer(owner, TeamsApi.email(acme.viewer()), Role.ADMIN);

        owner.delete("/api/members/{id}", acme.admin().principalId()).statusCode(204);

        assertStatus(toThemselves, "REVOKED");
        assertStatus(byThem, "REVOKED");
        assertStatus(toThem, "OPEN");
        TeamsApi.of(acme.admin())
                .post("/api/invitations/accept", Map.of("token", toThemselves.getString("token")))
                .statusCode(409);
        owner.delete("/api/members/{id}", acme.viewer().principalId()).statusCode(204);
        assertStatus(toThem, "REVOKED");
    }

    @Test
    void aLowerRoleTakesBackWhatItCouldNotOffer() {
        TeamsApi admin = TeamsApi.of(acme.admin(), acme.id());
        owner.assign(acme.admin(), acme.teamId(), Role.ADMIN).statusCode(200);
        JsonPath onOrganization = offer(admin, TeamsApi.email(guest), Role.VIEWER);
        JsonPath onTeam = admin.post(
                        "/api/invitations",
                        Map.of("email", TeamsApi.email(guest), "role", "VIEWER", "nodeId", acme.teamId()))
                .statusCode(201)
                .extract()
                .jsonPath();
        JsonPath elsewhere = owner.post(
                        "/api/invitations",
                        Map.of("email", TeamsApi.email(acme.member()), "role", "ADMIN", "nodeId", acme.otherTeamId()))
                .extract()
                .jsonPath();

        owner.assign(acme.admin(), acme.id(), Role.MEMBER).statusCode(200);
        owner.assign(acme.member(), acme.id(), Role.VIEWER).statusCode(200);

        assertStatus(onOrganization, "REVOKED");
        assertStatus(onTeam, "OPEN");
        assertStatus(elsewhere, "REVOKED");
    }

    @Test
    void anInvitationOfAKeyIsGoodAsLongAsTheKeyCouldMakeIt() throws SQLException {
        JsonPath key = owner.post(
                        "/api/apikeys",
                        Map.of("name", "Inviter", "scopes", List.of("member:invite", "role:assign"), "role", "ADMIN"))
                .extract()
                .jsonPath();
        JsonPath invitation = offer(new TeamsApi(key.getString("key"), null), TeamsApi.email(guest), Role.MEMBER);
        assertStatus(invitation, "OPEN");
        try (Connection connection = database.appOf(acme.id());
                Statement statement = connection.createStatement()) {
            statement.execute("update api_key set expires_at = now() where org_id = '%s' and key_id = '%s'"
                    .formatted(acme.id(), key.getString("keyId")));
            connection.commit();
        }

        assertStatus(invitation, "VOID");
        TeamsApi.of(guest)
                .post("/api/invitations/accept", Map.of("token", invitation.getString("token")))
                .statusCode(410)
                .body("type", equalTo("/problems/invitation-void"));

        String again = owner.post("/api/invitations/" + invitation.getString("id") + "/resend", "")
                .statusCode(200)
                .body("status", equalTo("OPEN"))
                .body("invitedBy", equalTo(acme.owner().principalId().toString()))
                .extract()
                .path("token");
        TeamsApi.of(guest)
                .post("/api/invitations/accept", Map.of("token", again))
                .statusCode(200);
    }

    @Test
    void anAddressHasOneOpenInvitationToANode() {
        String email = TeamsApi.email(guest);
        JsonPath first = offer(owner, email, Role.MEMBER);

        owner.post("/api/invitations", Map.of("email", email.toUpperCase(java.util.Locale.ROOT), "role", "VIEWER"))
                .statusCode(409)
                .body("type", equalTo("/problems/already-invited"));
        owner.post("/api/invitations", Map.of("email", email, "role", "VIEWER", "nodeId", acme.teamId()))
                .statusCode(201);
        owner.delete("/api/invitations/{id}", first.getString("id")).statusCode(204);
        offer(owner, email, Role.VIEWER);
        owner.post("/api/invitations/" + first.getString("id") + "/resend", "").statusCode(409);
    }
}
