package io.enterprisemode.billing.subscription;

import static io.enterprisemode.billing.BillingApi.SUBSCRIPTIONS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class SubscriptionTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    @Test
    void aSubscriptionStartsNowAndIsSeenByItsOrganizationOnly() {
        String location = subscribe(acme, "professional", "MONTH", null)
                .statusCode(201)
                .body("plan", equalTo("professional"))
                .body("planVersion", equalTo(1))
                .body("status", equalTo("ACTIVE"))
                .body("price.amountMinor", equalTo(9900))
                .body("price.currency", equalTo("USD"))
                .body("workspaceLimit", equalTo(25))
                .body("memberLimit", equalTo(50))
                .extract()
                .header("Location");

        as(acme.admin()).get(location).then().statusCode(200).body("plan", equalTo("professional"));
        as(acme.admin()).get(SUBSCRIPTIONS + "/current").then().statusCode(200);
        as(acme.admin()).get(SUBSCRIPTIONS).then().body("items", hasSize(1)).body("nextCursor", nullValue());
        as(globex.admin()).get(location).then().statusCode(404);
        as(globex.admin()).get(SUBSCRIPTIONS + "/current").then().statusCode(404);
        as(globex.admin()).get(SUBSCRIPTIONS).then().statusCode(200).body("items", hasSize(0));
    }

    @Test
    void theCurrentPeriodIsCountedFromTheAnchor() {
        OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
        Instant anchor = now.minusMonths(7).withNano(0).toInstant();

        subscribe(acme, "starter", "YEAR", anchor)
                .statusCode(201)
                .body("price.amountMinor", equalTo(29000))
                .body("startedAt", equalTo(anchor.toString()))
                .body("currentPeriodStart", equalTo(anchor.toString()));
        subscribe(globex, "enterprise", "MONTH", anchor)
                .statusCode(201)
                .body(
                        "currentPeriodStart",
                        equalTo(now.minusMonths(7)
                                .plusMonths(7)
                                .withNano(0)
                                .toInstant()
                                .toString()))
                .body("workspaceLimit", nullValue());
    }

    @Test
    void anOrganizationHasOneSubscriptionHoweverManyAskAtOnce() throws Exception {
        List<Callable<Integer>> replies = IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(reply ->
                        () -> subscribe(acme, "free", "MONTH", null).extract().statusCode())
                .toList();
        List<Integer> statuses;
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            statuses =
                    executor.invokeAll(replies).stream().map(Future::resultNow).toList();
        }

        assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
        subscribe(acme, "starter", "MONTH", null).statusCode(409).body("type", equalTo("/problems/already-subscribed"));
        subscribe(globex, "starter", "MONTH", null).statusCode(201);
    }

    @Test
    void theSameRequestAgainIsAnsweredAsTheFirstTime() {
        Map<String, String> request = Map.of("plan", "starter", "interval", "MONTH");

        String first = create(request, "key-1").statusCode(201).extract().path("id");

        create(request, "key-1").statusCode(201).body("id", equalTo(first)).header("Location", notNullValue());
        create(Map.of("plan", "free", "interval", "MONTH"), "key-1").statusCode(422);
        create(request, "key-2").statusCode(409);
    }

    private io.restassured.response.ValidatableResponse create(Map<String, String> request, String key) {
        return as(acme.admin())
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(request)
                .post(SUBSCRIPTIONS)
                .then();
    }

    @Test
    void wishesThatCannotBeMetAreRefusedWithTheField() {
        Instant now = Instant.now();

        subscribe(acme, "gold", "MONTH", null).statusCode(400).body("errors.pointer", equalTo(List.of("/plan")));
        subscribe(
                        acme,
                        "free",
                        "MONTH",
                        now.atOffset(ZoneOffset.UTC).minusMonths(13).toInstant())
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/startAt")));
        subscribe(
                        acme,
                        "free",
                        "MONTH",
                        now.atOffset(ZoneOffset.UTC).plusMonths(13).toInstant())
                .statusCode(400);
        subscribe(acme, "free", "WEEK", null).statusCode(400).body("errors.pointer", equalTo(List.of("/interval")));
        subscribe(acme, "", "MONTH", null).statusCode(400).body("errors.pointer", equalTo(List.of("/plan")));
        as(acme.admin())
                .contentType("application/json")
                .body("{\"plan\": \"free\", \"interval\": \"MONTH\", \"colour\": \"red\"}")
                .post(SUBSCRIPTIONS)
                .then()
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/colour")));
        as(acme.admin()).get(SUBSCRIPTIONS + "/" + UUID.randomUUID()).then().statusCode(404);
        as(acme.member())
                .contentType("application/json")
                .body(Map.of("plan", "free", "interval", "MONTH"))
                .post(SUBSCRIPTIONS)
                .then()
                .statusCode(403);
    }

    @Test
    void aSubscriptionMayStartLater() {
        Instant startAt =
                OffsetDateTime.now(ZoneOffset.UTC).plusMonths(2).withNano(0).toInstant();

        subscribe(acme, "starter", "MONTH", startAt)
                .statusCode(201)
                .body("currentPeriodStart", equalTo(startAt.toString()));

        BillingApi.send(acme.member(), BillingApi.event("emails", acme.workspaceId(), 1))
                .body("results[0].status", equalTo("blocked"))
                .body("results[0].reason", equalTo("no-subscription"));
    }

    @Test
    void subscribingIsToldAndRecorded() {
        try (TopicReader lifecycle = TopicReader.fromNow(Topics.BILLING_LIFECYCLE);
                TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            subscribe(acme, "professional", "MONTH", null).statusCode(201);

            ReceivedRecord changed = lifecycle.await(
                    record -> record.belongsTo(acme.id()) && record.isOf(EventTypes.SUBSCRIPTION_CHANGED.type()));
            EventContract.assertConforms(changed);
            assertThat(changed.json().path("plan").asText()).isEqualTo("professional");
            ReceivedRecord recorded = audit.await(record -> record.belongsTo(acme.id())
                    && record.json().path("action").asText().equals("billing.subscription.created"));
            EventContract.assertConforms(recorded);
            assertThat(recorded.json().at("/actor/id").asText())
                    .isEqualTo(acme.admin().principalId().toString());
        }
        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from subscription where org_id = '" + globex.id() + "'"))
                .isZero();
    }
}
