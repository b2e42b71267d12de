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
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.subscription.FirstSubscription.Presence;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.kernel.tenancy.OwnContext;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.Heartbeats;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.organizations.AccessEvents;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Organizations that the consumer which subscribes them has not heard of: it is off in tests, and here the default plan
 * is on for whoever asks.
 */
@QuarkusTest
@WithSuite("billing")
class FirstSubscriptionTest {

    @Inject
    Subscriptions subscriptions;

    @Inject
    WorkerTransactions transactions;

    @Inject
    OwnContext own;

    @Inject
    ChangeSubscription changes;

    private FirstSubscription first;
    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizationsWithoutSubscription() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        first = new FirstSubscription(subscriptions, new FreeByDefault(), transactions, own);
        QuarkusMock.installMockForType(first, FirstSubscription.class);
    }

    @AfterEach
    void heartbeatsGoOn() {
        Heartbeats.resume();
    }

    private static ValidatableResponse check(TestUser user) {
        return as(user).contentType("application/json")
                .body(Map.of("meter", "emails", "quantity", 1_000))
                .post(ENTITLEMENTS + "/check")
                .then();
    }

    @Test
    void usageOfANewOrganizationIsTakenInAtOnceAlsoOfBeforeItWasHeardOf() {
        Instant before = Instant.now().minus(Duration.ofMinutes(10));

        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                event("before", "emails", acme.workspaceId(), before, 2),
                                event("emails", acme.workspaceId(), 998),
                                event("emails", acme.workspaceId(), 1)))))
                .containsExactly("accepted", "accepted", "blocked");

        assertThat(used(acme, "emails")).isEqualTo(1_000);
        as(acme.admin())
                .get(SUBSCRIPTIONS)
                .then()
                .body("items.plan", contains("free"))
                .body("items.automatic", contains(true));
        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from subscription where org_id = '%s'".formatted(globex.id())))
                .isZero();
    }

    @Test
    void manyWhoComeAtOnceMakeOne() {
        List<CompletableFuture<List<String>>> answers = List.of(1, 2, 3, 4, 5, 6).stream()
                .map(sender -> CompletableFuture.supplyAsync(
                        () -> statuses(send(acme.member(), event("emails", acme.workspaceId(), 1)))))
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).containsExactly("accepted"));
        as(acme.admin()).get(SUBSCRIPTIONS).then().body("items", hasSize(1));
    }

    /**
     * Whoever else makes one, in this replica or another, is waited for: nobody runs into the index that allows but
     * one.
     */
    @Test
    void whoComesWhileOneIsBeingMadeWaits() throws Exception {
        CompletableFuture<List<String>> answer;
        try (MakingLock maker = MakingLock.of(acme.id())) {
            answer = CompletableFuture.supplyAsync(
                    () -> statuses(send(acme.member(), event("emails", acme.workspaceId(), 1))));
            maker.awaitWaiting(1);
        }
        assertThat(answer.join()).containsExactly("accepted");
        as(acme.admin()).get(SUBSCRIPTIONS).then().body("items", hasSize(1));
    }

    @Test
    void queuedUsageIsCounted() {
        as(acme.member())
                .header("Prefer", "respond-async")
                .contentType("application/json")
                .body(event("emails", acme.workspaceId(), 7))
                .post(USAGE)
                .then()
                .statusCode(202);

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> used(acme, "emails") == 7);
    }

    @Test
    void questionsAreAnsweredByThePlan() {
        check(acme.viewer()).body("allowed", equalTo(true)).body("limit", equalTo(1_000));
        as(globex.viewer()).get(ENTITLEMENTS).then().body("plan", equalTo("free"));
        TwoOrganizations others = BillingApi.knownOrganizations();
        as(others.a().member())
                .contentType("application/json")
                .body(Map.of("meter", "emails", "workspaceId", others.a().workspaceId(), "quantity", 5))
                .post(ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201);
        as(others.b().viewer()).get(USAGE).then().body("periodStart", notNullValue());
        TwoOrganizations listing = BillingApi.knownOrganizations();
        as(listing.a().admin()).get(SUBSCRIPTIONS).then().body("items.plan", contains("free"));
        TwoOrganizations more = BillingApi.knownOrganizations();
        as(more.a().admin()).get(SUBSCRIPTIONS + "/current").then().body("plan", equalTo("free"));
        as(more.b().admin())
                .contentType("application/json")
                .body(Map.of("plan", "starter"))
                .post(SUBSCRIPTIONS + "/current/change")
                .then()
                .statusCode(200)
                .body("plan", equalTo("starter"));
    }

    @Test
    void nothingFinalIsSaidWhileTheOrganizationIsNotKnown() {
        TestOrganization late = TestOrganization.named("Late");
        AccessEvents.grant(late, late.viewer(), NodeType.ORGANIZATION, Role.VIEWER);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> as(late.viewer()).get(SUBSCRIPTIONS).statusCode() == 403);
        Heartbeats.pause();
        check(late.viewer())
                .statusCode(503)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/problems/access-view-stale"));

        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> check(late.viewer()));
        Publisher.publish(new NodeChanged(
                late.id(), late.id(), NodeType.ORGANIZATION, null, "Late", "UTC", false, 1, Instant.now()));

        answer.join().statusCode(200).body("allowed", equalTo(true));
    }

    @Test
    void invoicesAreOfThePlanToo() {
        as(acme.admin()).get(INVOICES + "/upcoming").then().statusCode(200);
        issue(globex, "?preview=true").statusCode(200);
        issue(BillingApi.knownOrganizations().a(), "")
                .statusCode(409)
                .body("type", equalTo("/problems/nothing-to-invoice"));
    }

    private static ValidatableResponse issue(TestOrganization organization, String query) {
        return as(organization.admin())
                .contentType("application/json")
                .body("{}")
                .post(INVOICES + query)
                .then();
    }

    @Test
    void nobodyIsToldThatThereIsNoSubscriptionWhileTheOrganizationIsNotKnown() {
        TestOrganization late = TestOrganization.named("Late");
        AccessEvents.grant(late, late.admin(), NodeType.ORGANIZATION, Role.ADMIN);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> as(late.admin()).get(SUBSCRIPTIONS).statusCode() == 200);
        Heartbeats.pause();
        assertThat(questions(late))
                .allSatisfy(answer -> answer.join()
                        .statusCode(503)
                        .header("Retry-After", notNullValue())
                        .body("type", equalTo("/problems/access-view-stale")));

        List<CompletableFuture<ValidatableResponse>> answers = questions(late);
        // Longer than an answer takes; the view is behind, so that none can be given.
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .until(() -> answers.stream().noneMatch(CompletableFuture::isDone));
        Publisher.publish(new NodeChanged(
                late.id(), late.id(), NodeType.ORGANIZATION, null, "Late", "UTC", false, 1, Instant.now()));

        assertThat(answers).allSatisfy(answer -> answer.join().statusCode(200));
    }

    /** What cannot be answered without a subscription, asked at once. */
    private static List<CompletableFuture<ValidatableResponse>> questions(TestOrganization organization) {
        return List.of(SUBSCRIPTIONS + "/current", INVOICES + "/upcoming", USAGE).stream()
                .map(path -> CompletableFuture.supplyAsync(
                        () -> as(organization.admin()).get(path).then(), Thread::startVirtualThread))
                .toList();
    }

    @Test
    void whoGetsNoneIsToldSo() throws Throwable {
        assertThat(presence(acme, SubscriptionConfiguration.OFF)).isEqualTo(Presence.NONE);
        assertThat(presence(acme, "free")).isEqualTo(Presence.SUBSCRIBED);
        VertxContextSupport.subscribeAndAwait(() -> changes.endOfDeleted(acme.id()));
        assertThat(presence(acme, "free")).isEqualTo(Presence.NONE);
        assertThat(presence(TestOrganization.named("Nobody"), "free")).isEqualTo(Presence.UNKNOWN);
        assertThat(presence(globex, "no-such-plan")).isEqualTo(Presence.NONE);

        send(acme.member(), event("emails", acme.workspaceId(), 1))
                .body("results[0].status", equalTo("blocked"))
                .body("results[0].reason", equalTo("no-subscription"));
        check(acme.viewer()).body("reason", equalTo("no-subscription"));
    }

    private Presence presence(TestOrganization organization, String plan) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> first.of(organization.id(), plan));
    }

    private static final class FreeByDefault implements SubscriptionConfiguration {

        @Override
        public String defaultPlan() {
            return "free";
        }

        @Override
        public int longestTrial() {
            return 30;
        }

        @Override
        public int changesPerDay() {
            return 20;
        }
    }
}
