package io.enterprisemode.billing.entitlement;

import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.client.entitlement.Entitlement;
import io.enterprisemode.client.entitlement.EntitlementsClient;
import io.enterprisemode.client.entitlement.EntitlementsException;
import io.enterprisemode.client.entitlement.EntitlementsSnapshot;
import io.enterprisemode.client.entitlement.FieldError;
import io.enterprisemode.client.entitlement.LimitState;
import io.enterprisemode.client.entitlement.Reservation;
import io.enterprisemode.client.entitlement.ReservationAnswer;
import io.enterprisemode.client.entitlement.ReservationRequest;
import io.enterprisemode.client.entitlement.ReservationState;
import io.enterprisemode.client.entitlement.Reservations;
import io.enterprisemode.client.usage.Credentials;
import io.enterprisemode.contracts.teams.ApiKeyChanged;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.enterprisemode.web.access.ApiKeyFormat;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client for Java and this service understand each other. */
@QuarkusTest
@WithSuite("billing")
class EntitlementsClientServiceTest {

    private final String plan = "p" + UUID.randomUUID().toString().replace("-", "");

    @TestHTTPResource
    URI service;

    private TestOrganization acme;
    private TestOrganization globex;
    private ApiKeyFormat keyOfGlobex;
    private EntitlementsClient ofAcme;
    private EntitlementsClient ofGlobex;

    @BeforeEach
    void clientsOfTwoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        given().auth()
                .oauth2(Tokens.operator().signed())
                .contentType("application/json")
                .body(Map.of(
                        "name",
                        "Team",
                        "prices",
                        List.of(Map.of("currency", "USD", "monthlyMinor", 0, "yearlyMinor", 0)),
                        "meters",
                        List.of(Map.of("meter", "emails", "included", 100, "behaviour", "BLOCK")),
                        "features",
                        Map.of("sso", true, "audit", false, "support", "24h")))
                .post("/api/billing/plans/" + plan + "/versions")
                .then()
                .statusCode(201);
        BillingApi.subscribe(acme, plan);
        BillingApi.subscribe(globex, "free");
        ofAcme = client(publishedKey(acme)).build();
        keyOfGlobex = publishedKey(globex);
        ofGlobex = client(keyOfGlobex).build();
        for (EntitlementsClient client : List.of(ofAcme, ofGlobex)) {
            await("the key is known to this service")
                    .atMost(Duration.ofSeconds(30))
                    .ignoreException(EntitlementsException.class)
                    .until(() -> client.checkFeature("sso").feature() != null);
        }
    }

    @AfterEach
    void close() {
        ofAcme.close();
        ofGlobex.close();
    }

    private EntitlementsClient.Builder client(ApiKeyFormat key) {
        return EntitlementsClient.builder(service)
                .credentials(Credentials.apiKey(key.presented()))
                .timeout(Duration.ofSeconds(30))
                .pollEvery(Duration.ZERO);
    }

    private static ApiKeyFormat newKey() {
        return new ApiKeyFormat(UUID.randomUUID().toString().replace("-", ""), "s".repeat(43));
    }

    private static ApiKeyFormat publishedKey(TestOrganization organization) {
        ApiKeyFormat key = newKey();
        Publisher.publish(new ApiKeyChanged(
                key.keyId(),
                organization.id(),
                organization.member().principalId(),
                key.secretSha256(),
                List.of("usage:read", "usage:write"),
                null,
                false,
                1,
                Instant.now()));
        return key;
    }

    private Entitlement emails() {
        return ofAcme.meter("emails").orElseThrow();
    }

    private void use(long quantity) {
        assertThat(BillingApi.statuses(send(acme.member(), event("emails", acme.workspaceId(), quantity))))
                .containsExactly("accepted");
    }

    @Test
    void theSnapshotFollowsWhatTheOrganizationIsEntitledTo() {
        EntitlementsSnapshot first = ofAcme.refresh();
        assertThat(first.entitlements().plan()).isEqualTo(plan);
        assertThat(first.entitlements().planVersion()).isEqualTo(1);
        assertThat(first.entitlements().periodStart()).isNotNull();
        assertThat(ofAcme.feature("sso").allowed()).isTrue();
        assertThat(ofAcme.feature("audit").allowed()).isFalse();
        assertThat(ofAcme.feature("support").value()).isEqualTo("24h");
        assertThat(emails().limit()).isEqualTo(100);

        use(5);
        EntitlementsSnapshot confirmed = ofAcme.refresh();
        assertThat(confirmed.entitlements()).as("304").isSameAs(first.entitlements());
        assertThat(confirmed.readAt()).isEqualTo(first.readAt());
        assertThat(confirmed.confirmedAt()).isAfter(first.confirmedAt());
        EntitlementsSnapshot reloaded = ofAcme.reload();
        assertThat(reloaded.entitlements().revision())
                .isEqualTo(first.entitlements().revision());
        assertThat(emails().used()).isEqualTo(5);
        assertThat(emails().state()).isEqualTo(LimitState.WITHIN);

        use(80);
        EntitlementsSnapshot near = ofAcme.refresh();
        assertThat(near.entitlements().revision())
                .isNotEqualTo(first.entitlements().revision());
        assertThat(emails().state()).isEqualTo(LimitState.NEAR_LIMIT);
        assertThat(emails().remaining()).isEqualTo(15);
        use(15);
        ofAcme.refresh();
        assertThat(emails().state()).isEqualTo(LimitState.BLOCKED);
        assertThat(emails().allowed()).isFalse();
        assertThat(emails().reason()).isEqualTo("limit-reached");
    }

    @Test
    void aCheckSeesUsageAtOnce() {
        use(90);
        Entitlement ten = ofAcme.check("emails", 10);
        assertThat(ten.allowed()).isTrue();
        assertThat(ten.used()).isEqualTo(90);
        assertThat(ten.remaining()).isEqualTo(10);
        Entitlement eleven = ofAcme.check("emails", 11);
        assertThat(eleven.allowed()).isFalse();
        assertThat(eleven.reason()).isEqualTo("limit-reached");
        use(10);
        assertThat(ofAcme.check("emails", 1))
                .extracting(Entitlement::allowed, Entitlement::state)
                .containsExactly(false, LimitState.BLOCKED);

        assertThat(ofAcme.checkFeature("sso"))
                .extracting(Entitlement::allowed, Entitlement::feature, Entitlement::value)
                .containsExactly(true, "sso", true);
        assertThat(ofAcme.checkFeature("audit"))
                .extracting(Entitlement::allowed, Entitlement::reason, Entitlement::value)
                .containsExactly(false, "not-in-plan", false);
    }

    @Test
    void theKeyOfAnotherOrganizationIsAnsweredAboutThatOne() {
        use(100);
        ofAcme.refresh();
        ofGlobex.refresh();

        assertThat(ofGlobex.snapshot().entitlements().plan()).isEqualTo("free");
        assertThat(ofGlobex.feature("sso").allowed()).isFalse();
        assertThat(ofGlobex.meter("emails").orElseThrow().used()).isZero();
        assertThat(ofGlobex.check("emails", 1).allowed()).isTrue();
        assertThat(ofAcme.check("emails", 1).allowed()).isFalse();
        assertThat(ofAcme.refresh().entitlements().revision())
                .isNotEqualTo(ofGlobex.refresh().entitlements().revision());

        try (EntitlementsClient elsewhere =
                client(keyOfGlobex).organization(acme.id().toString()).build()) {
            assertThat(catchThrowableOfType(EntitlementsException.class, elsewhere::refresh)
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void refusalsAreProblemsOfTheService() {
        EntitlementsException unknown =
                catchThrowableOfType(EntitlementsException.class, () -> ofAcme.check("letters", 1));
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.code()).isEqualTo("validation-failed");
        assertThat(unknown.requestId()).isNotNull();
        assertThat(unknown.errors()).extracting(FieldError::pointer).containsExactly("/meter");
        try (EntitlementsClient nobody = client(newKey()).build()) {
            EntitlementsException refused =
                    catchThrowableOfType(EntitlementsException.class, () -> nobody.checkFeature("sso"));
            assertThat(refused.status()).isEqualTo(401);
        }
    }

    @Test
    void whatIsReservedIsCommittedOnceOrReleased() {
        Reservations reservations = ofAcme.reservations();
        ReservationRequest sixty =
                ReservationRequest.of("emails", acme.workspaceId(), 60).expiringIn(Duration.ofMinutes(10));
        Reservation held = Objects.requireNonNull(reservations.reserve(sixty).reservation());
        assertThat(held.state()).isEqualTo(ReservationState.HELD);
        assertThat(Duration.between(held.reservedAt(), held.expiresAt()))
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11));
        assertThat(reservations.reserve(sixty).reservation()).isEqualTo(held);
        ReservationAnswer tooMuch = reservations.reserve(ReservationRequest.of("emails", acme.workspaceId(), 41));
        assertThat(tooMuch.allowed()).isFalse();
        assertThat(tooMuch.reason()).isEqualTo("limit-reached");

        Reservation committed = reservations.commit(held.id(), 50, Map.of("campaign", "spring"));
        assertThat(committed.state()).isEqualTo(ReservationState.COMMITTED);
        assertThat(committed.committedQuantity()).isEqualTo(50);
        assertThat(reservations.commit(held.id(), 50, Map.of("campaign", "spring")))
                .isEqualTo(committed);
        assertThat(catchThrowableOfType(EntitlementsException.class, () -> reservations.release(held.id())))
                .extracting(EntitlementsException::status, EntitlementsException::code)
                .containsExactly(409, "reservation-settled");

        Reservation returned = Objects.requireNonNull(reservations
                .reserve(ReservationRequest.of("emails", acme.workspaceId(), 50))
                .reservation());
        assertThat(reservations.release(returned.id()).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(reservations.find(returned.id()).state()).isEqualTo(ReservationState.RELEASED);
        assertThat(ofAcme.check("emails", 50).allowed()).isTrue();
    }
}
