package io.enterprisemode.billing.subscription;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.SUBSCRIPTIONS;
import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.used;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The default plan is off in tests; these bring the events themselves. */
@QuarkusTest
@WithSuite("billing")
class DefaultSubscriptionsTest {

    /** A revision after those that the test kit has given. */
    private static final long LATER = 1L << 60;

    @Inject
    DefaultSubscriptions defaults;

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private static Event node(TestOrganization organization, @Nullable Instant deletionDueAt, boolean deleted) {
        NodeChanged node = organization(organization, deletionDueAt, deleted, 1);
        return Event.of(EventTypes.NODE_CHANGED, node, Ids.next(), URI.create("/teams-service"), Instant.now(), null);
    }

    private static NodeChanged organization(
            TestOrganization organization, @Nullable Instant deletionDueAt, boolean deleted, long revision) {
        return new NodeChanged(
                organization.id(),
                organization.id(),
                NodeType.ORGANIZATION,
                null,
                "Known",
                "UTC",
                deletionDueAt,
                deleted,
                revision,
                Instant.now());
    }

    private static Event open(TestOrganization organization) {
        return node(organization, null, false);
    }

    private void hear(Event... events) throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> defaults.handle(List.of(events), "free"));
    }

    /** Nobody is left without a plan because it is not offered to others any more. */
    @Test
    void theDefaultPlanIsGivenAlsoWhenItIsRetired() throws Throwable {
        String plan = "p" + UUID.randomUUID().toString().replace("-", "");
        Map<String, ?> version = Map.of(
                "name", "Basic", "prices", List.of(Map.of("currency", "USD", "monthlyMinor", 0, "yearlyMinor", 0)));
        asOperator()
                .contentType("application/json")
                .body(version)
                .post("/api/billing/plans/" + plan + "/versions")
                .then()
                .statusCode(201);
        asOperator().post("/api/billing/plans/" + plan + "/retire").then().statusCode(200);

        VertxContextSupport.subscribeAndAwait(() -> defaults.handle(List.of(open(acme), open(globex)), plan));

        for (TestOrganization organization : List.of(acme, globex)) {
            as(organization.admin()).get(SUBSCRIPTIONS).then().body("items.plan", contains(plan));
        }
    }

    private static RequestSpecification asOperator() {
        return given().auth().oauth2(Tokens.operator().signed());
    }

    @Test
    void anOrganizationThatIsHeardOfHasThePlanOnce() throws Throwable {
        try (TopicReader lifecycle = TopicReader.fromNow(Topics.BILLING_LIFECYCLE)) {
            hear(open(acme), open(globex), open(acme));
            hear(open(acme));

            ReceivedRecord changed = lifecycle
                    .await(
                            1,
                            record ->
                                    record.belongsTo(acme.id()) && record.isOf(EventTypes.SUBSCRIPTION_CHANGED.type()))
                    .getFirst();
            EventContract.assertConforms(changed);
            assertThat(changed.json().path("plan").asText()).isEqualTo("free");
            assertThat(changed.json().path("memberLimit").asInt()).isEqualTo(3);
        }
        for (TestOrganization organization : List.of(acme, globex)) {
            as(organization.admin())
                    .get(SUBSCRIPTIONS)
                    .then()
                    .body("items", hasSize(1))
                    .body("items[0].plan", equalTo("free"))
                    .body("items[0].automatic", equalTo(true));
            assertThat(statuses(send(organization.member(), event("emails", organization.workspaceId(), 1))))
                    .containsExactly("accepted");
        }
    }

    @Test
    void subscribingReplacesItAndThereIsNeverASecondLiveOne() throws Throwable {
        hear(open(acme), open(globex));

        BillingApi.subscribe(acme, "professional", "MONTH", Instant.now().minus(Duration.ofDays(40)))
                .statusCode(201)
                .body("automatic", equalTo(false));
        BillingApi.subscribe(acme, "starter", "MONTH", null).statusCode(409);
        hear(open(acme));

        as(acme.admin())
                .get(SUBSCRIPTIONS)
                .then()
                .body("items.plan", contains("professional", "free"))
                .body("items.status", contains("ACTIVE", "CANCELED"));
        as(globex.admin()).get(SUBSCRIPTIONS).then().body("items.status", contains("ACTIVE"));
    }

    /** By its id it is newer than one that somebody made while it waited. */
    @Test
    void itsIdIsMadeWhenNobodyElseCanMakeOne() throws Exception {
        CompletableFuture<String> made;
        long released;
        try (MakingLock maker = MakingLock.of(acme.id())) {
            made = CompletableFuture.supplyAsync(() -> BillingApi.subscribe(acme, "starter", "MONTH", null)
                    .statusCode(201)
                    .extract()
                    .path("id"));
            maker.awaitWaiting(1);
            released = System.currentTimeMillis();
        }

        assertThat(UUID.fromString(made.join()).getMostSignificantBits() >>> 16).isGreaterThanOrEqualTo(released);
    }

    private static Instant inTwoMonths() {
        return OffsetDateTime.now(ZoneOffset.UTC).plusMonths(2).withNano(0).toInstant();
    }

    @Test
    void itsPlanHoldsUntilTheSubscriptionThatReplacesItStarts() throws Throwable {
        hear(open(acme), open(globex));
        assertThat(statuses(send(acme.member(), event("emails", acme.workspaceId(), 400))))
                .containsExactly("accepted");

        BillingApi.subscribe(acme, "professional", "YEAR", inTwoMonths()).statusCode(201);

        assertThat(statuses(send(
                        acme.member(),
                        List.of(event("emails", acme.workspaceId(), 600), event("emails", acme.workspaceId(), 1)))))
                .containsExactly("accepted", "blocked");
        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .body("plan", equalTo("free"))
                .body("meters.find { it.meter == 'emails' }.used", equalTo(1_000))
                .body("meters.find { it.meter == 'emails' }.limit", equalTo(1_000))
                .body("meters.find { it.meter == 'emails' }.state", equalTo("BLOCKED"));
        as(acme.viewer()).get(USAGE).then().body("meters.find { it.meter == 'emails' }.limit", equalTo(1_000));
        as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", "ai_requests", "workspaceId", acme.workspaceId(), "quantity", 100))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201);
        as(acme.admin()).get(SUBSCRIPTIONS + "/current").then().body("plan", equalTo("professional"));
        as(acme.admin()).get(BillingApi.INVOICES).then().body("items", hasSize(0));
        as(acme.admin())
                .get(BillingApi.INVOICES + "/upcoming")
                .then()
                .statusCode(200)
                .body("soFar.lines.kind", contains("SUBSCRIPTION"))
                .body("soFar.total.amountMinor", equalTo(99_000));
        assertThat(statuses(send(globex.member(), event("emails", globex.workspaceId(), 1_000))))
                .containsExactly("accepted");
    }

    @Test
    void whatWasUsedSinceTheStartOfTheOneThatReplacesItCountsThere() throws Throwable {
        hear(open(acme), open(globex));
        Instant start = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                event("before", "emails", acme.workspaceId(), start.minusSeconds(1), 300),
                                event("after", "emails", acme.workspaceId(), start, 200)))))
                .containsExactly("accepted", "accepted");

        BillingApi.subscribe(acme, "starter", "YEAR", start).statusCode(201);

        assertThat(used(acme, "emails")).isEqualTo(200);
        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                event("late", "emails", acme.workspaceId(), start.minusSeconds(2), 700),
                                event("too-much", "emails", acme.workspaceId(), start.minusSeconds(2), 1),
                                event("now", "emails", acme.workspaceId(), Instant.now(), 50)))))
                .containsExactly("accepted", "blocked", "accepted");
        assertThat(used(acme, "emails")).isEqualTo(250);
        assertThat(used(globex, "emails")).isZero();
    }

    @Test
    void choosingAPlanMakesItASubscriptionLikeAnyOther() throws Throwable {
        hear(open(acme));
        as(acme.admin())
                .contentType("application/json")
                .body(Map.of("plan", "starter"))
                .post(SUBSCRIPTIONS + "/current/change")
                .then()
                .statusCode(200)
                .body("automatic", equalTo(false));

        BillingApi.subscribe(acme, "professional", "MONTH", null).statusCode(409);
    }

    /** It is canceled, the fee is kept, and what was used is invoiced before it goes. */
    @Test
    void theSubscriptionOfADeletedOrganizationEndsWithItsLastInvoice() throws Throwable {
        hear(open(acme), open(globex));
        for (TestOrganization organization : List.of(acme, globex)) {
            BillingApi.subscribe(organization, "starter");
            Instant before = Instant.now().minusSeconds(60);
            send(organization.member(), event("1", "ai_requests", organization.workspaceId(), before, 100_000))
                    .statusCode(200);
        }

        hear(node(acme, null, true));

        assertThat(StoredOrganization.rows(
                        "select status from subscription where org_id = ? and not automatic", acme.id()))
                .containsExactly("CANCELED");
        assertThat(StoredOrganization.rows(
                        "select kind || ' ' || amount_minor from invoice_line where org_id = ? order by invoice_id",
                        acme.id()))
                .containsExactly("SUBSCRIPTION 2900", "OVERAGE 198000");
        assertThat(StoredOrganization.rows(
                        "select kind || ' ' || amount_minor from invoice_line where org_id = ?", globex.id()))
                .containsExactly("SUBSCRIPTION 2900");
    }

    @Test
    void whileDeletionIsPendingItsOwnerReadsInvoices() throws Throwable {
        hear(open(acme));
        BillingApi.subscribe(acme, "starter");

        Publisher.publish(organization(acme, Instant.now().plusSeconds(3_600), false, LATER));

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> named(acme, acme.admin()).get(INVOICES).statusCode() == 404);
        named(acme, acme.owner()).get(INVOICES).then().statusCode(200).body("items", hasSize(1));
        named(acme, acme.owner()).get(ENTITLEMENTS).then().statusCode(403);
        named(acme, acme.owner())
                .contentType("application/json")
                .body(Map.of("when", "PERIOD_END"))
                .post(SUBSCRIPTIONS + "/current/cancel")
                .then()
                .statusCode(403);
    }

    /** It is not found without being named while its deletion is pending. */
    private static RequestSpecification named(TestOrganization organization, TestUser user) {
        return as(user).header("Enterprise-Org", organization.id());
    }

    @Test
    void oneThatIsDeletedOrAboutToBeGetsNoneAndLosesIt() throws Throwable {
        hear(node(acme, Instant.now().plusSeconds(60), false));
        hear(node(globex, null, true));
        for (TestOrganization organization : List.of(acme, globex)) {
            as(organization.admin()).get(SUBSCRIPTIONS).then().body("items", hasSize(0));
        }

        hear(open(acme));
        as(acme.admin()).get(SUBSCRIPTIONS).then().body("items.status", contains("ACTIVE"));
        hear(node(acme, null, true));
        as(acme.admin()).get(SUBSCRIPTIONS).then().body("items.status", contains("CANCELED"));
    }

    @Test
    void whoHasSubscribedIsLeftAloneAndOffMeansNone() throws Throwable {
        BillingApi.subscribe(acme, "starter");
        hear(open(acme));
        VertxContextSupport.subscribeAndAwait(
                () -> defaults.handle(List.of(open(globex)), SubscriptionConfiguration.OFF));

        as(acme.admin()).get(SUBSCRIPTIONS).then().body("items.plan", contains("starter"));
        as(globex.admin()).get(SUBSCRIPTIONS).then().body("items", hasSize(0));
    }
}
