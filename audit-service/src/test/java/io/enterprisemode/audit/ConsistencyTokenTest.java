package io.enterprisemode.audit;

import static io.enterprisemode.audit.AuditApi.AUDIT;
import static io.enterprisemode.audit.AuditApi.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.testkit.embedded.Heartbeats;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.organizations.AccessEvents;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.web.access.ApiKeyFormat;
import io.enterprisemode.web.access.ConsistencyToken;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever was told of a change is not refused by a view that lacks it. */
@QuarkusTest
@WithSuite("audit")
class ConsistencyTokenTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    MeterRegistry metrics;

    private TestOrganization acme;

    @BeforeEach
    void anOrganization() {
        acme = AuditApi.knownOrganizations().a();
    }

    private static RequestSpecification now(RequestSpecification request) {
        return request.header(ConsistencyToken.HEADER, new ConsistencyToken(Instant.now()).value());
    }

    /**
     * Asks, publishes a change while the request waits, and gives the answer; no heartbeat ends the waiting meanwhile.
     */
    private Response answer(Callable<Response> request, Runnable change) throws Exception {
        Heartbeats.pause();
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Response> asked = requests.submit(request);
            await().atMost(PATIENCE)
                    .until(() ->
                            metrics.get("enterprise.access.waiting").gauge().value() > 0);
            change.run();
            return asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            Heartbeats.resume();
        }
    }

    @Test
    void aFounderIsLetInAtOnceWhetherOrNotTheOrganizationIsNamed() throws Exception {
        TestOrganization named = TestOrganization.named("Initech");
        TestOrganization unnamed = TestOrganization.named("Umbrella");

        assertThat(answer(
                                () -> now(as(named.owner()))
                                        .header("Enterprise-Org", named.id())
                                        .get(AUDIT),
                                () -> AccessEvents.publish(named))
                        .statusCode())
                .isEqualTo(200);
        assertThat(answer(() -> now(as(unnamed.owner())).get(AUDIT), () -> AccessEvents.publish(unnamed))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRoleThatWasGivenAMomentAgoCounts() throws Exception {
        assertThat(answer(
                                () -> now(as(acme.teamMember())).get(AUDIT),
                                () -> AccessEvents.grant(acme, acme.teamMember(), NodeType.ORGANIZATION, Role.ADMIN))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aKeyCountsWithItsSecretOfAMomentAgo() throws Exception {
        TestUser account = acme.admin();
        ApiKeyFormat made = new ApiKeyFormat(keyId(), "s".repeat(43));
        ApiKeyFormat rotated = new ApiKeyFormat(made.keyId(), "t".repeat(43));

        assertThat(answer(() -> by(made), () -> publish(account, made, 1)).statusCode())
                .isEqualTo(200);
        assertThat(answer(() -> by(rotated), () -> publish(account, rotated, 2)).statusCode())
                .isEqualTo(200);
    }

    private static String keyId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static Response by(ApiKeyFormat key) {
        return now(given().auth().oauth2(key.presented())).get(AUDIT);
    }

    private void publish(TestUser account, ApiKeyFormat key, long revision) {
        Publisher.publish(new ApiKeyChanged(
                key.keyId(),
                acme.id(),
                account.principalId(),
                key.secretSha256(),
                List.of(Permission.AUDIT_READ.code()),
                null,
                false,
                revision,
                Instant.now()));
    }

    @Test
    void whoHasNoRightIsStillRefused() {
        TestUser stranger = new TestUser("stranger-" + UUID.randomUUID());

        now(as(stranger)).header("Enterprise-Org", acme.id()).get(AUDIT).then().statusCode(404);
        now(as(stranger)).get(AUDIT).then().statusCode(404);
        now(as(acme.teamOwner())).get(AUDIT).then().statusCode(403);
        by(new ApiKeyFormat(keyId(), "s".repeat(43))).then().statusCode(401);
    }

    @Test
    void aViewThatDoesNotGetThereInTimeSaysSo() {
        TestUser stranger = new TestUser("stranger-" + UUID.randomUUID());
        Heartbeats.pause();
        try {
            now(as(stranger))
                    .header("Enterprise-Org", acme.id())
                    .get(AUDIT)
                    .then()
                    .statusCode(503)
                    .body(containsString("/problems/access-view-stale"));
        } finally {
            Heartbeats.resume();
        }
        await().atMost(PATIENCE)
                .until(() -> as(stranger)
                                .header("Enterprise-Org", acme.id())
                                .get(AUDIT)
                                .statusCode()
                        == 404);
    }

    /** Such as one that a clock has made that was wrong for a moment. */
    @Test
    void aTokenOfTheFutureShutsNobodyOut() {
        String future = new ConsistencyToken(Instant.now().plusSeconds(86_400)).value();

        as(acme.owner())
                .header(ConsistencyToken.HEADER, future)
                .get(AUDIT)
                .then()
                .statusCode(200);
        as(acme.teamOwner())
                .header(ConsistencyToken.HEADER, future)
                .get(AUDIT)
                .then()
                .statusCode(403);
    }

    @Test
    void whatIsNoTokenIsRefused() {
        as(acme.owner())
                .header(ConsistencyToken.HEADER, "yesterday")
                .get(AUDIT)
                .then()
                .statusCode(400)
                .body(containsString(ConsistencyToken.HEADER));
    }
}
