package io.enterprisemode.teams.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.access.PrincipalId;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.EmailAddress;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.teams.domain.JustInTimeMembership;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.IdentityServer;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.web.access.ConsistencyToken;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whoever asks who they are joins the organizations that vouch for them, whatever others have provisioned and whatever
 * fails there.
 */
@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class ArrivalTest {

    @Inject
    ProvisionedUsers users;

    @Inject
    JustInTimeMembership justInTime;

    private Provisioning made;
    private TeamsApi owner;
    private TeamsApi other;

    @BeforeEach
    void twoIdentityProviders() {
        made = Provisioning.make();
        owner = TeamsApi.of(made.acme().owner(), made.acme().id());
        other = TeamsApi.of(made.globex().owner(), made.globex().id());
    }

    private List<ProvisionedUser> matching(UUID principalId, String address) throws Throwable {
        Caller caller = Caller.byToken(
                Caller.Kind.USER, principalId, "https://issuer.example", "anna", "Anna", address, true, Set.of());
        return VertxContextSupport.subscribeAndAwait(() -> users.matching(caller, EmailAddress.parse(address)));
    }

    private Optional<UUID> asMemberOfGlobex(TeamsApi person, String address) {
        String invitation = other.invite(address, Role.MEMBER, null);
        person.post("/api/invitations/accept", Map.of("token", invitation)).statusCode(200);
        return Optional.of(UUID.fromString(person.get("/api/me").extract().path("principalId")));
    }

    @Test
    void whatStrangersHaveProvisionedIsNotEvenRead() throws Throwable {
        String anna = made.address("anna");
        made.scim().createUser(anna);
        made.other().createUser(anna);
        made.other().post("/Users", user("other-name", anna)).statusCode(201);

        assertThat(matching(Ids.next(), anna))
                .extracting(ProvisionedUser::organizationId)
                .containsOnly(made.acme().id());
    }

    @Test
    void whoBecomesAMemberByAskingWhoTheyAreIsToldAsOfWhen() {
        String address = made.address("berta");
        made.scim().createUser(address);
        TeamsApi berta = new TeamsApi(Provisioning.person(made.unique("berta"), address, true), null);

        berta.get("/api/me").statusCode(200).header(ConsistencyToken.HEADER, notNullValue());
        berta.get("/api/me").statusCode(200).header(ConsistencyToken.HEADER, nullValue());
    }

    private static Map<String, Object> user(String name, String email) {
        Map<String, Object> user = ScimApi.user(name);
        user.put("emails", List.of(Map.of("value", email)));
        return user;
    }

    @Test
    void anOrganizationOfWhichOneIsAMemberVouchesToo() throws Throwable {
        String address = "anna@elsewhere-" + made.acme().id() + ".example";
        made.other().createUser(address);
        assertThat(matching(Ids.next(), address)).isEmpty();

        TeamsApi anna = new TeamsApi(Provisioning.person(made.unique("anna"), address, true), null);
        UUID principal = asMemberOfGlobex(anna, address).orElseThrow();

        assertThat(matching(principal, address))
                .extracting(ProvisionedUser::organizationId)
                .contains(made.globex().id());
    }

    @Test
    void anOrganizationThatIsLockedKeepsNobodyFromTheOthers() throws Exception {
        String address = made.address("anna");
        TeamsApi anna = new TeamsApi(Provisioning.person(made.unique("anna"), address, true), null);
        asMemberOfGlobex(anna, address);
        made.other().createUser(address);
        String user = made.scim().createUser(address);

        try (Connection connection =
                        new ServiceDatabase("teams").appOf(made.globex().id());
                Statement statement = connection.createStatement()) {
            lock(statement, made.globex().id());
            long start = System.nanoTime();
            anna.get("/api/me")
                    .statusCode(200)
                    .body(
                            "organizations.id",
                            containsInAnyOrder(
                                    made.acme().id().toString(),
                                    made.globex().id().toString()));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            connection.rollback();
        }

        made.scim().get("/Users/{id}", user).body(ScimApi.MEMBERSHIP + ".principalId", equalTo(principalOf(anna)));
    }

    private static void lock(Statement statement, UUID organizationId) throws SQLException {
        statement.execute("select 1 from organization where org_id = '%s' for update".formatted(organizationId));
    }

    private static String principalOf(TeamsApi person) {
        return person.get("/api/me").extract().path("principalId");
    }

    @Test
    void aTokenWithoutNameAndAddressTakesNeitherAway() {
        TeamsApi anna = new TeamsApi(
                Provisioning.person(made.unique("anna"), made.address("anna"), true),
                made.acme().id());
        made.scim().createUser(made.address("anna"));
        String principal = principalOf(anna);
        String bare = Tokens.user(made.unique("anna"))
                .claim("email", null)
                .claim("name", "Anna A.")
                .signed();

        new TeamsApi(bare, made.acme().id()).get("/api/teams").statusCode(200);

        owner.get("/api/members/{id}", principal)
                .body("name", equalTo("Anna A."))
                .body("email", equalTo(made.address("anna")));
    }

    private void admit(String localPart) throws Throwable {
        String subject = made.unique(localPart);
        EmailAddress email = EmailAddress.parse(made.address(localPart)).orElseThrow();
        Caller caller = Caller.byToken(
                Caller.Kind.USER,
                PrincipalId.of(IdentityServer.issuer(), subject),
                IdentityServer.issuer(),
                subject,
                null,
                email.text(),
                true,
                Set.of());
        VertxContextSupport.subscribeAndAwait(() -> justInTime.admit(
                new Origin(caller, null, null, null, null),
                email,
                Set.of(),
                tenant -> users.isSwitchedOff(tenant, caller, email)));
    }

    @Test
    void whoIsSwitchedOffWhileTheyArriveIsNotAdmitted() throws Throwable {
        owner.patch(
                        Map.of("jitEnabled", true),
                        "/api/organizations/{organization}/domains/{domain}",
                        made.acme().id(),
                        made.domain())
                .statusCode(200);
        Map<String, Object> off = ScimApi.user(made.address("zoe"));
        off.put("active", false);
        made.scim().post("/Users", off).statusCode(201);

        admit("zoe");
        admit("yan");

        owner.get("/api/members")
                .body("items.email", hasItem(made.address("yan")))
                .body("items.email", not(hasItem(made.address("zoe"))));
    }

    @Test
    void whomNobodyVouchesForBelongsNowhere() {
        made.other().createUser("ben@elsewhere.example");
        new TeamsApi(Provisioning.person(made.unique("ben"), "ben@elsewhere.example", true), null)
                .get("/api/me")
                .statusCode(200)
                .body("organizations", empty());
        made.arrive("cleo").get("/api/me").body("organizations", empty());
        made.scim().createUser(made.address("cleo"));
        made.arrive("cleo")
                .get("/api/me")
                .body("organizations.id", contains(made.acme().id().toString()));
    }
}
