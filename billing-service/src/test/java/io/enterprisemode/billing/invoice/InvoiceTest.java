package io.enterprisemode.billing.invoice;

import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
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
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
class InvoiceTest {

    @Inject
    InvoiceScheduler scheduler;

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private static Instant monthsAgo(int months) {
        return OffsetDateTime.now(ZoneOffset.UTC)
                .minusMonths(months)
                .minusDays(2)
                .withNano(0)
                .toInstant();
    }

    private static Instant plusMonths(Instant anchor, int months) {
        return anchor.atOffset(ZoneOffset.UTC).plusMonths(months).toInstant();
    }

    private static ValidatableResponse issue(TestOrganization organization, Map<String, ?> request) {
        return as(organization.admin())
                .contentType("application/json")
                .body(request)
                .post(INVOICES)
                .then();
    }

    private void schedule() throws Throwable {
        VertxContextSupport.subscribeAndAwait(scheduler::run);
    }

    @Test
    void aPeriodThatIsOverIsInvoicedWithItsOverage() {
        Instant anchor = Instant.now().minus(Duration.ofDays(33)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        BillingApi.subscribe(acme, "starter", "MONTH", anchor).statusCode(201);
        BillingApi.subscribe(globex, "starter", "MONTH", anchor).statusCode(201);
        Instant within = anchor.plus(Duration.ofDays(1));
        send(
                        acme.member(),
                        List.of(
                                event("1", "emails", acme.workspaceId(), within, 9_000),
                                event("2", "emails", acme.otherWorkspaceId(), within, 3_500),
                                event("3", "contacts", acme.workspaceId(), within, 5_003),
                                event("4", "ai_requests", acme.workspaceId(), within, 10)))
                .statusCode(200);

        as(acme.admin())
                .get(INVOICES)
                .then()
                .body("items.number", contains("INV-000001"))
                .body("items.periodStart", contains(anchor.toString()))
                .body("items.total.amountMinor", contains(2_900));

        ValidatableResponse issued = issue(acme, Map.of());

        issued.statusCode(201)
                .header("Location", endsWith(issued.extract().<String>path("id")))
                .body("type", equalTo("INVOICE"))
                .body("number", equalTo("INV-000002"))
                .body("status", equalTo("OPEN"))
                .body("periodStart", equalTo(anchor.toString()))
                .body("periodEnd", equalTo(plusMonths(anchor, 1).toString()))
                .body("lines.kind", contains("SUBSCRIPTION", "OVERAGE", "OVERAGE"))
                .body("lines.meter", contains(null, "contacts", "emails"))
                .body("lines[0].start", equalTo(plusMonths(anchor, 1).toString()))
                .body("lines[0].end", equalTo(plusMonths(anchor, 2).toString()))
                .body("lines[0].price.amountMinor", equalTo(2_900))
                .body("lines[2].start", equalTo(anchor.toString()))
                .body("lines[2].quantity", equalTo(2_500))
                .body("lines[2].used", equalTo(12_500))
                .body("lines[2].included", equalTo(10_000))
                .body("lines[2].unitPrice", equalTo("0.0010"))
                .body("lines[2].amount.amountMinor", equalTo(250))
                .body("lines[2].workspaces.quantity", contains(9_000, 3_500))
                .body(
                        "lines[2].workspaces[0].workspaceId",
                        equalTo(acme.workspaceId().toString()))
                .body("lines[1].quantity", equalTo(3))
                .body("lines[1].amount.amountMinor", equalTo(2))
                .body("subtotal.amountMinor", equalTo(3152))
                .body("tax.amountMinor", equalTo(0))
                .body("total.amountMinor", equalTo(3152));
        as(acme.admin())
                .get(issued.extract().header("Location"))
                .then()
                .statusCode(200)
                .body("lines", equalTo(issued.extract().path("lines")));
        as(globex.admin()).get(issued.extract().header("Location")).then().statusCode(404);
        issue(globex, Map.of())
                .body("number", equalTo("INV-000002"))
                .body("lines", hasSize(1))
                .body("total.amountMinor", equalTo(2900));
        issue(acme, Map.of()).statusCode(409).body("type", equalTo("/problems/nothing-to-invoice"));
        issue(acme, Map.of("periodStart", plusMonths(anchor, 1).toString()))
                .statusCode(409)
                .body("type", equalTo("/problems/period-still-open"));
    }

    /** What does not amount to a cent yet comes, with its quantity, when it does. */
    @Test
    void whatComesInAfterTheInvoiceIsAnAdjustmentOnTheNextOne() {
        Instant anchor = monthsAgo(2);
        for (TestOrganization organization : List.of(acme, globex)) {
            BillingApi.subscribe(organization, "starter", "MONTH", anchor).statusCode(201);
        }
        Instant end = plusMonths(anchor, 1);
        send(acme.member(), emails(end.minusSeconds(60), 10_004)).statusCode(200);
        issue(acme, Map.of()).statusCode(201).body("total.amountMinor", equalTo(2_900));
        issue(globex, Map.of()).statusCode(201);
        send(acme.member(), emails(end.minusSeconds(30), 2)).statusCode(200);
        send(acme.member(), emails(end.plusSeconds(30), 10_010)).statusCode(200);

        issue(acme, Map.of())
                .statusCode(201)
                .body("lines.kind", contains("SUBSCRIPTION", "OVERAGE", "ADJUSTMENT"))
                .body("lines.amount.amountMinor", contains(2_900, 1, 1))
                .body("lines.quantity", contains(null, 10, 6))
                .body("lines[2].description", equalTo("Emails, adjustment for " + anchor + " to " + end))
                .body("total.amountMinor", equalTo(2_902));

        issue(globex, Map.of()).statusCode(201).body("lines", hasSize(1));
        as(acme.admin()).get(INVOICES + "/upcoming").then().body("soFar.lines.kind", contains("SUBSCRIPTION"));
        send(acme.member(), emails(end.minusSeconds(20), 10)).statusCode(200);
        as(acme.admin())
                .get(INVOICES + "/upcoming")
                .then()
                .body("soFar.lines.kind", contains("SUBSCRIPTION", "ADJUSTMENT"))
                .body("soFar.lines[1].quantity", equalTo(10))
                .body("soFar.lines[1].amount.amountMinor", equalTo(1));
    }

    private Map<String, Object> emails(Instant time, long quantity) {
        return event(UUID.randomUUID().toString(), "emails", acme.workspaceId(), time, quantity);
    }

    @Test
    void askingForAnInvoicedPeriodAgainAnswersItsInvoice() {
        Instant anchor = monthsAgo(2);
        BillingApi.subscribe(acme, "starter", "MONTH", anchor).statusCode(201);

        String first = issue(acme, Map.of("periodStart", anchor.toString()))
                .statusCode(201)
                .extract()
                .path("id");

        issue(acme, Map.of("periodStart", anchor.toString())).statusCode(201).body("id", equalTo(first));
        issue(acme, Map.of("periodStart", plusMonths(anchor, 1).toString()))
                .statusCode(201)
                .body("number", equalTo("INV-000003"));
        issue(acme, Map.of("periodStart", anchor.plusSeconds(1).toString())).statusCode(400);
        issue(acme, Map.of("periodStart", plusMonths(anchor, 7).toString())).statusCode(400);
        issue(globex, Map.of()).statusCode(409).body("type", equalTo("/problems/not-subscribed"));
    }

    @Test
    void periodsAreInvoicedInOrder() {
        Instant anchor = monthsAgo(2);
        BillingApi.subscribe(acme, "starter", "MONTH", anchor).statusCode(201);

        issue(acme, Map.of("periodStart", plusMonths(anchor, 1).toString()))
                .statusCode(409)
                .body("type", equalTo("/problems/earlier-period-first"));
    }

    @Test
    void aPreviewHasNoEffect() {
        BillingApi.subscribe(acme, "starter", "MONTH", Instant.now().minus(Duration.ofDays(3)))
                .statusCode(201);
        send(acme.member(), event("ai_requests", acme.workspaceId(), 1_050)).statusCode(200);

        issue(acme, Map.of("preview", true))
                .statusCode(200)
                .body("status", equalTo("DRAFT"))
                .body("number", nullValue())
                .body("id", nullValue())
                .body("lines[1].amount.amountMinor", equalTo(100))
                .body("total.amountMinor", equalTo(3000));
        as(acme.admin())
                .contentType("application/json")
                .queryParam("preview", "true")
                .post(INVOICES)
                .then()
                .statusCode(200);

        as(acme.admin()).get(INVOICES).then().statusCode(200).body("items", hasSize(1));
    }

    @Test
    void theRunningPeriodIsToldSoFarAndAsExpectedByItsEnd() {
        Instant anchor = Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
        BillingApi.subscribe(acme, "starter", "MONTH", anchor).statusCode(201);
        BillingApi.subscribe(globex, "starter", "MONTH", Instant.now().minus(Duration.ofHours(3)))
                .statusCode(201);
        send(acme.member(), event("ai_requests", acme.workspaceId(), 1_050)).statusCode(200);

        as(acme.admin())
                .get(INVOICES + "/upcoming")
                .then()
                .statusCode(200)
                .body("issueAt", equalTo(plusMonths(anchor, 1).toString()))
                .body("soFar.status", equalTo("DRAFT"))
                .body("soFar.total.amountMinor", equalTo(3_000))
                .body("expected.lines.kind", contains("SUBSCRIPTION", "OVERAGE"))
                .body("expected.total.amountMinor", allOf(greaterThan(20_000), lessThan(23_000)));
        as(globex.admin())
                .get(INVOICES + "/upcoming")
                .then()
                .statusCode(200)
                .body("soFar.total.amountMinor", equalTo(2_900))
                .body("expected", nullValue());
        as(acme.viewer()).get(INVOICES + "/upcoming").then().statusCode(403);
    }

    @Test
    void withoutASubscriptionNothingIsUpcomingAndNothingIsOpen() {
        as(acme.admin()).get(INVOICES + "/upcoming").then().statusCode(404);
        as(acme.admin()).get(INVOICES + "/open").then().statusCode(200).body("currencies", hasSize(0));
    }

    @Test
    void openInvoicesAreAddedUpOverAllOfTheOrganization() {
        BillingApi.subscribe(acme, "starter", "MONTH", monthsAgo(2)).statusCode(201);
        BillingApi.subscribe(globex, "professional", "MONTH", monthsAgo(1)).statusCode(201);
        String first = as(acme.admin()).get(INVOICES).then().extract().path("items[0].issuedAt");
        issue(acme, Map.of()).statusCode(201);
        issue(globex, Map.of()).statusCode(201);

        as(acme.admin())
                .get(INVOICES + "/open")
                .then()
                .statusCode(200)
                .body("currencies.invoices", contains(2))
                .body("currencies.amount.amountMinor", contains(5_800))
                .body("currencies.amount.currency", contains("USD"))
                .body("currencies.oldestIssuedAt", contains(first));
        as(acme.viewer()).get(INVOICES + "/open").then().statusCode(403);
    }

    @Test
    void anIdempotencyKeyIssuesOneInvoiceOnly() {
        BillingApi.subscribe(acme, "starter", "MONTH", monthsAgo(3)).statusCode(201);

        String first = withKey("run-1").statusCode(201).extract().path("id");

        withKey("run-1").statusCode(201).body("id", equalTo(first));
        withKey("run-2").statusCode(201).body("number", equalTo("INV-000003"));
    }

    private ValidatableResponse withKey(String key) {
        return as(acme.admin())
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body("{}")
                .post(INVOICES)
                .then();
    }

    @Test
    void afterAnOutageEveryMissedPeriodGetsItsOwnInvoiceExactlyOnce() throws Throwable {
        Instant anchor = monthsAgo(3);
        BillingApi.subscribe(acme, "professional", "MONTH", anchor).statusCode(201);
        BillingApi.subscribe(globex, "free", "MONTH", anchor).statusCode(201);
        pastTheGrace(acme, globex);

        List<Callable<Object>> replicas = IntStream.range(0, 4)
                .<Callable<Object>>mapToObj(replica -> () -> {
                    try {
                        schedule();
                        return true;
                    } catch (Throwable e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            executor.invokeAll(replicas).forEach(Future::resultNow);
        }
        schedule();

        as(acme.admin())
                .get(INVOICES)
                .then()
                .statusCode(200)
                .body("items.number", contains("INV-000004", "INV-000003", "INV-000002", "INV-000001"))
                .body(
                        "items.periodStart",
                        contains(
                                plusMonths(anchor, 2).toString(),
                                plusMonths(anchor, 1).toString(),
                                anchor.toString(),
                                anchor.toString()))
                .body("items[0].lines", nullValue())
                .body("items.total.amountMinor", contains(9900, 9900, 9900, 9900));
        as(globex.admin()).get(INVOICES).then().body("items", hasSize(0));
        assertThat(StoredOrganization.rows(
                        "select count(*) from subscription_period where org_id = ? and finalized_at is not null",
                        globex.id()))
                .containsExactly("3");
    }

    /** The scheduler waits for it after a subscription was made, too. */
    private static void pastTheGrace(TestOrganization... organizations) {
        for (TestOrganization organization : organizations) {
            StoredOrganization.update(
                    "update subscription set created_at = created_at - interval '1 hour' where org_id = ?",
                    organization.id());
        }
    }

    @Test
    void anOrganizationThatFailsIsTriedLaterAndHoldsUpNoOther() throws Throwable {
        BillingApi.subscribe(acme, "starter", "MONTH", monthsAgo(2)).statusCode(201);
        BillingApi.subscribe(globex, "starter", "MONTH", monthsAgo(1)).statusCode(201);
        pastTheGrace(acme, globex);
        StoredOrganization.update(
                "update invoice_number set last_number = ? where org_id = ?", Long.MAX_VALUE, acme.id());

        schedule();

        as(globex.admin()).get(INVOICES).then().body("items", hasSize(2));
        as(acme.admin()).get(INVOICES).then().body("items", hasSize(1));
        assertThat(attempts(acme)).containsExactly("1 true");
        schedule();
        assertThat(attempts(acme)).containsExactly("1 true");
        StoredOrganization.update("update subscription set next_attempt_at = now() where org_id = ?", acme.id());
        schedule();
        assertThat(attempts(acme)).containsExactly("2 true");

        StoredOrganization.update("update invoice_number set last_number = 1 where org_id = ?", acme.id());
        StoredOrganization.update("update subscription set next_attempt_at = now() where org_id = ?", acme.id());
        schedule();

        as(acme.admin()).get(INVOICES).then().body("items", hasSize(3));
        assertThat(attempts(acme)).containsExactly("0 false");
    }

    private static List<String> attempts(TestOrganization organization) {
        return StoredOrganization.rows("""
                        select failed_attempts || ' ' || (coalesce(next_attempt_at > now(), false))
                          from subscription where org_id = ?""", organization.id());
    }

    /** In tests a run looks for two organizations at once. */
    @Test
    void aRunGoesOnUntilNothingIsDue() throws Throwable {
        List<TestOrganization> organizations = new ArrayList<>(List.of(acme, globex));
        for (int i = 0; i < 2; i++) {
            TwoOrganizations more = BillingApi.knownOrganizations();
            organizations.addAll(List.of(more.a(), more.b()));
        }
        for (TestOrganization organization : organizations) {
            BillingApi.subscribe(organization, "starter", "MONTH", monthsAgo(1)).statusCode(201);
            pastTheGrace(organization);
        }

        schedule();

        for (TestOrganization organization : organizations) {
            as(organization.admin()).get(INVOICES).then().body("items", hasSize(2));
        }
    }

    @Test
    void theListIsPagedNewestFirst() throws Throwable {
        BillingApi.subscribe(acme, "starter", "MONTH", monthsAgo(4)).statusCode(201);
        pastTheGrace(acme);
        schedule();

        String cursor = as(acme.admin())
                .queryParam("limit", 2)
                .get(INVOICES)
                .then()
                .body("items.number", contains("INV-000005", "INV-000004"))
                .body("nextCursor", notNullValue())
                .extract()
                .path("nextCursor");
        as(acme.admin())
                .queryParams(Map.of("limit", 3, "cursor", cursor))
                .get(INVOICES)
                .then()
                .body("items.number", contains("INV-000003", "INV-000002", "INV-000001"))
                .body("nextCursor", nullValue());
        // The second is -1.
        for (String forged : List.of("nonsense", "LTE")) {
            as(acme.admin())
                    .queryParam("cursor", forged)
                    .get(INVOICES)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("/problems/invalid-cursor"));
        }
        as(acme.viewer()).get(INVOICES).then().statusCode(403);
        as(acme.admin()).get(INVOICES + "/" + UUID.randomUUID()).then().statusCode(404);
    }

    @Test
    void anInvoiceIsToldAndRecordedAndTheSubscriptionMovesOn() {
        BillingApi.subscribe(acme, "starter", "MONTH", Instant.now().minus(Duration.ofDays(33)))
                .statusCode(201);
        send(
                        acme.member(),
                        event("1", "emails", acme.workspaceId(), Instant.now().minus(Duration.ofDays(32)), 10_500))
                .statusCode(200);
        try (TopicReader lifecycle = TopicReader.fromNow(Topics.BILLING_LIFECYCLE);
                TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            String id = issue(acme, Map.of()).statusCode(201).extract().path("id");

            ReceivedRecord finalized = lifecycle.await(record -> record.belongsTo(acme.id())
                    && record.isOf(EventTypes.INVOICE_FINALIZED.type())
                    && record.json().path("invoiceId").asText().equals(id));
            EventContract.assertConforms(finalized);
            assertThat(finalized.json().path("invoiceId").asText()).isEqualTo(id);
            assertThat(finalized.json().path("totalMinor").asLong()).isEqualTo(2950);
            assertThat(finalized.json().at("/lines/1/workspaces/0/quantity").asLong())
                    .isEqualTo(10_500);
            ReceivedRecord changed = lifecycle.await(record -> record.belongsTo(acme.id())
                    && record.isOf(EventTypes.SUBSCRIPTION_CHANGED.type())
                    && record.json().path("revision").asLong() > 0);
            EventContract.assertConforms(changed);
            ReceivedRecord recorded = audit.await(record -> record.belongsTo(acme.id())
                    && record.json().path("action").asText().equals("billing.invoice.finalized"));
            EventContract.assertConforms(recorded);
        }
        assertThat(ServiceDatabase.of("billing").number("""
                        select count(*) from plan_overages o join plan_overage_workspace w
                               on w.org_id = o.org_id and w.overage_id = o.id
                         where o.org_id = '%s' and o.quantity = 500 and w.quantity = 10500""".formatted(acme.id())))
                .isEqualTo(1);
    }
}
