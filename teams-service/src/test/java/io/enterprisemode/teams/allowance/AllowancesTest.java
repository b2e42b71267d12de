package io.enterprisemode.teams.allowance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.PopulatedOrganizations;
import io.enterprisemode.teams.TeamsApi;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class AllowancesTest {

    private static final ServiceDatabase DATABASE = new ServiceDatabase("teams");

    @Inject
    AllowancePurge purge;

    private TestOrganization acme;
    private TestOrganization globex;
    private TeamsApi owner;
    private String address;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations two = PopulatedOrganizations.make();
        acme = two.a();
        globex = two.b();
        owner = TeamsApi.of(acme.owner(), acme.id());
        address = "guest-" + Ids.next() + "@acme.example";
    }

    private static void update(String sql) {
        try (Connection connection = DATABASE.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ValidatableResponse resend(TeamsApi by, String invitation) {
        return by.request().post("/api/invitations/{id}/resend", invitation).then();
    }

    private String invitation() {
        return owner.post("/api/invitations", Map.of("email", address, "role", Role.MEMBER))
                .statusCode(201)
                .extract()
                .path("id");
    }

    @Test
    void oneRecipientIsWrittenToSoOftenAndNoMore() {
        String invitation = invitation();
        for (int i = 0; i < 4; i++) {
            resend(owner, invitation).statusCode(200);
        }

        resend(owner, invitation)
                .statusCode(429)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/too-many-requests"))
                .header("Retry-After", matchesPattern("3[56]\\d\\d"))
                .header("RateLimit-Policy", equalTo("\"mails-to-recipient\";q=5;w=3600"))
                .header("RateLimit", matchesPattern("\"mails-to-recipient\";r=0;t=3[56]\\d\\d"));
        owner.delete("/api/invitations/{id}", invitation).statusCode(204);
        owner.post("/api/invitations", Map.of("email", address.toUpperCase(Locale.ROOT), "role", Role.VIEWER))
                .statusCode(429);

        owner.post("/api/invitations", Map.of("email", "x" + address, "role", Role.VIEWER))
                .statusCode(201);
        TeamsApi.of(globex.owner(), globex.id())
                .post("/api/invitations", Map.of("email", address, "role", Role.VIEWER))
                .statusCode(201);
        update("update mail_record set happened_at = happened_at - interval '1 hour' where org_id = '%s'"
                .formatted(acme.id()));
        owner.post("/api/invitations", Map.of("email", address, "role", Role.VIEWER))
                .statusCode(201);
    }

    @Test
    void anAddressWithATagIsTheSameRecipient() {
        for (int i = 0; i < 5; i++) {
            owner.post("/api/invitations", Map.of("email", tagged("n" + i), "role", Role.VIEWER))
                    .statusCode(201);
        }

        owner.post("/api/invitations", Map.of("email", tagged("again"), "role", Role.VIEWER))
                .statusCode(429)
                .header("RateLimit-Policy", equalTo("\"mails-to-recipient\";q=5;w=3600"));
        owner.post("/api/invitations", Map.of("email", address, "role", Role.VIEWER))
                .statusCode(429);
    }

    private String tagged(String tag) {
        return address.replace("@", "+" + tag + "@");
    }

    @Test
    void aRepetitionWithTheSameKeyTakesNothing() {
        String key = "invite-" + Ids.next();
        for (int i = 0; i < 7; i++) {
            owner.post("/api/invitations", key, Map.of("email", address, "role", Role.MEMBER))
                    .statusCode(201);
        }
    }

    @Test
    void oneOrganizationHasSoManyEMailsSentAndNoMore() {
        update("""
                insert into mail_record (org_id, id, recipient_sha256, step, happened_at)
                select '%s', gen_random_uuid(), 'of somebody ' || n, 'REQUESTED', now() - interval '10 hours'
                  from generate_series(1, 500) n""".formatted(acme.id()));

        owner.post("/api/invitations", Map.of("email", address, "role", Role.MEMBER))
                .statusCode(429)
                .header("RateLimit-Policy", equalTo("\"mails-of-organization\";q=500;w=86400"));
        TeamsApi.of(globex.owner(), globex.id())
                .post("/api/invitations", Map.of("email", address, "role", Role.MEMBER))
                .statusCode(201);
    }

    private static void founded(TestUser founder, int organizations) {
        update("""
                insert into organization_founding (org_id, principal_id, happened_at)
                select gen_random_uuid(), '%s', now() - interval '1 hour'
                    from generate_series(1, %d)""".formatted(founder.principalId(), organizations));
    }

    @Test
    void onePersonFoundsSoManyOrganizationsHoweverManyAreAskedForAtOnce() throws Exception {
        TestUser founder = new TestUser("founder-" + Ids.next());
        founded(founder, 98);
        Callable<Integer> found = () -> TeamsApi.of(founder)
                .post("/api/organizations", Map.of("name", "One of many"))
                .extract()
                .statusCode();

        try (ExecutorService executor = Executors.newFixedThreadPool(6)) {
            assertThat(executor.invokeAll(Collections.nCopies(6, found)).stream()
                            .map(Future::resultNow))
                    .containsExactlyInAnyOrder(201, 201, 429, 429, 429, 429);
        }

        TeamsApi.of(founder)
                .post("/api/organizations", Map.of("name", "One more"))
                .statusCode(429)
                .header("RateLimit-Policy", equalTo("\"organizations\";q=100;w=86400"))
                .header("Retry-After", matchesPattern("82\\d\\d\\d"));
        TeamsApi.of(new TestUser("another-" + Ids.next()))
                .post("/api/organizations", Map.of("name", "Another's"))
                .statusCode(201);
    }

    @Test
    void whatNoAllowanceCountsIsForgotten() throws Throwable {
        TestUser founder = new TestUser("founder-" + Ids.next());
        founded(founder, 3);
        update("update organization_founding set happened_at = now() - interval '2 days' where principal_id = '%s'"
                .formatted(founder.principalId()));
        invitation();
        update("update mail_record set happened_at = now() - interval '2 days' where org_id = '%s'"
                .formatted(acme.id()));
        owner.post("/api/invitations", Map.of("email", address, "role", Role.VIEWER, "nodeId", acme.teamId()));

        VertxContextSupport.subscribeAndAwait(purge::purge);

        assertThat(DATABASE.number("select count(*) from organization_founding where principal_id = '%s'"
                        .formatted(founder.principalId())))
                .isZero();
        assertThat(DATABASE.number(
                        ("select count(*) from mail_record where org_id = '%s' and happened_at < now() - interval '1 "
                                        + "day'")
                                .formatted(acme.id())))
                .isZero();
    }
}
