package io.enterprisemode.billing.payment;

import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.EventDefinition;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class PaymentTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizationsWithAnOpenInvoiceOf29() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    /** The next invoice: the first one comes with the subscription, which began two months ago. */
    static String issue(TestOrganization organization) {
        boolean isFirst = as(organization.admin())
                        .get(BillingApi.SUBSCRIPTIONS + "/current")
                        .statusCode()
                == 404;
        if (isFirst) {
            BillingApi.subscribe(
                            organization,
                            "starter",
                            "MONTH",
                            OffsetDateTime.now(ZoneOffset.UTC)
                                    .minusMonths(2)
                                    .minusDays(2)
                                    .toInstant())
                    .statusCode(201);
            return as(organization.admin())
                    .get(INVOICES)
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("items[0].id");
        }
        return as(organization.admin())
                .contentType("application/json")
                .body("{}")
                .post(INVOICES)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static RequestSpecification operator() {
        return given().auth().oauth2(Tokens.operator().signed()).contentType("application/json");
    }

    private static String path(TestOrganization organization) {
        return "/api/billing/organizations/" + organization.id();
    }

    private static ValidatableResponse pay(TestOrganization organization, String invoice, long amountMinor) {
        return operator()
                .body(Map.of("amountMinor", amountMinor, "currency", "USD", "reference", "Transfer 1"))
                .post(path(organization) + "/invoices/" + invoice + "/payments")
                .then();
    }

    private static ValidatableResponse refund(TestOrganization organization, long amountMinor) {
        return operator()
                .body(Map.of("amountMinor", amountMinor, "currency", "USD", "reason", "Paid twice"))
                .post(path(organization) + "/refunds")
                .then();
    }

    private static ValidatableResponse declareVoid(TestOrganization organization, String invoice) {
        return operator()
                .post(path(organization) + "/invoices/" + invoice + "/void")
                .then();
    }

    private static String status(TestOrganization organization, String invoice) {
        return as(organization.admin())
                .get(INVOICES + "/" + invoice)
                .then()
                .statusCode(200)
                .extract()
                .path("status");
    }

    private static ValidatableResponse statement(TestOrganization organization) {
        return as(organization.admin()).get("/api/billing/statement").then().statusCode(200);
    }

    @Test
    void anInvoiceIsPaidAsSoonAsNothingOfItIsOpen() {
        String invoice = issue(acme);
        issue(globex);

        pay(acme, invoice, 1_000)
                .statusCode(201)
                .body("invoiceNumber", equalTo("INV-000001"))
                .body("open.amountMinor", equalTo(1_900));
        assertThat(status(acme, invoice)).isEqualTo("OPEN");
        as(acme.admin()).get(INVOICES + "/open").then().body("currencies.amount.amountMinor", contains(1_900));
        pay(acme, invoice, 1_900).statusCode(201).body("open.amountMinor", equalTo(0));

        assertThat(status(acme, invoice)).isEqualTo("PAID");
        as(acme.admin()).get(INVOICES + "/open").then().body("currencies", hasSize(0));
        pay(acme, invoice, 1).statusCode(409).body("type", equalTo("/problems/invoice-paid"));
        statement(acme)
                .body("items.kind", contains("PAYMENT_RECORDED", "PAYMENT_RECORDED", "INVOICE_ISSUED"))
                .body("items.amount.amountMinor", contains(-1_900, -1_000, 2_900))
                .body("items.balance.amountMinor", contains(0, 1_900, 2_900))
                .body("items.invoiceNumber", everyItem(equalTo("INV-000001")));
        statement(globex).body("items.balance.amountMinor", contains(2_900));
    }

    @Test
    void whatIsPaidAboveAnInvoiceIsAppliedToTheNextOne() {
        pay(acme, issue(acme), 3_900).statusCode(201).body("open.amountMinor", equalTo(0));
        statement(acme).body("items[0].balance.amountMinor", equalTo(-1_000));

        String next = issue(acme);

        as(acme.admin()).get(INVOICES + "/open").then().body("currencies.amount.amountMinor", contains(1_900));
        as(acme.admin())
                .get(INVOICES + "/" + next)
                .then()
                .body("creditApplied.amountMinor", equalTo(1_000))
                .body("open.amountMinor", equalTo(1_900));
        pay(acme, next, 1_900).statusCode(201).body("open.amountMinor", equalTo(0));
        assertThat(status(acme, next)).isEqualTo("PAID");
        as(acme.admin()).get(INVOICES).then().body("items.open.amountMinor", contains(0, 0));
    }

    @Test
    void aRefundNeverExceedsWhatTheCustomerIsOwed() {
        refund(acme, 1).statusCode(409).body("type", equalTo("/problems/above-customer-credit"));
        pay(acme, issue(acme), 3_900).statusCode(201);

        refund(acme, 1_001).statusCode(409);
        refund(acme, 400).statusCode(201).body("credit.amountMinor", equalTo(600));
        refund(acme, 600).statusCode(201).body("credit.amountMinor", equalTo(0));
        refund(globex, 1).statusCode(409);

        statement(acme)
                .body(
                        "items.kind",
                        contains("CREDIT_REFUNDED", "CREDIT_REFUNDED", "PAYMENT_RECORDED", "INVOICE_ISSUED"))
                .body("items.balance.amountMinor", contains(0, -600, -1_000, 2_900));
    }

    @Test
    void aVoidInvoiceGivesBackTheCreditThatWasApplied() {
        pay(acme, issue(acme), 3_000).statusCode(201);
        String next = issue(acme);

        declareVoid(acme, next).statusCode(204);
        declareVoid(acme, next).statusCode(204);

        assertThat(status(acme, next)).isEqualTo("VOID");
        pay(acme, next, 5).statusCode(409).body("type", equalTo("/problems/invoice-void"));
        statement(acme)
                .body("items[0].kind", equalTo("INVOICE_VOIDED"))
                .body("items[0].balance.amountMinor", equalTo(-100));
        refund(acme, 100).statusCode(201);
    }

    @Test
    void anInvoiceTowardsWhichSomethingWasPaidCannotBeVoid() {
        String invoice = issue(acme);
        pay(acme, invoice, 1).statusCode(201);

        declareVoid(acme, invoice).statusCode(409).body("type", equalTo("/problems/invoice-has-payments"));

        pay(acme, invoice, 2_899).statusCode(201);
        declareVoid(acme, invoice).statusCode(409).body("type", equalTo("/problems/invoice-paid"));
    }

    @Test
    void whatIsNoPaymentIsRefused() {
        String invoice = issue(acme);

        pay(acme, invoice, 0).statusCode(400).body("errors.pointer", contains("/amountMinor"));
        pay(acme, invoice, -5).statusCode(400);
        pay(globex, invoice, 5).statusCode(404);
        pay(acme, UUID.randomUUID().toString(), 5).statusCode(404);
        operator()
                .body(Map.of("amountMinor", 5, "currency", "EUR", "reference", "x"))
                .post(path(acme) + "/invoices/" + invoice + "/payments")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/currency"));
        operator()
                .body(Map.of(
                        "amountMinor", 5, "currency", "USD", "reference", "x", "receivedAt", "2999-01-01T00:00:00Z"))
                .post(path(acme) + "/invoices/" + invoice + "/payments")
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/receivedAt"));
        pay(acme, invoice, 1_000_000_000_000_001L).statusCode(400).body("errors.pointer", contains("/amountMinor"));
        as(acme.owner())
                .contentType("application/json")
                .body(Map.of("amountMinor", 5, "currency", "USD", "reference", "x"))
                .post(path(acme) + "/invoices/" + invoice + "/payments")
                .then()
                .statusCode(403);
    }

    @Test
    void aPaymentThatIsSentAgainIsRecordedOnce() {
        String invoice = issue(acme);

        String first = payWithKey(invoice).statusCode(201).extract().path("id");

        payWithKey(invoice).statusCode(201).body("id", equalTo(first));
        statement(acme).body("items", hasSize(2));
    }

    private ValidatableResponse payWithKey(String invoice) {
        return operator()
                .header("Idempotency-Key", "transfer-4711")
                .body(Map.of("amountMinor", 900, "currency", "USD", "reference", "Transfer 4711"))
                .post(path(acme) + "/invoices/" + invoice + "/payments")
                .then();
    }

    @Test
    void ofSeveralPaymentsAtOnceNoneIsLost() throws Exception {
        String invoice = issue(acme);
        List<Callable<Integer>> payers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            payers.add(() -> pay(acme, invoice, 500).extract().statusCode());
        }
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            for (Future<Integer> answer : executor.invokeAll(payers)) {
                answers.add(answer.get());
            }
        }

        assertThat(answers).containsOnly(201, 409);
        assertThat(answers.stream().filter(status -> status == 201)).hasSize(6);
        statement(acme).body("items[0].balance.amountMinor", equalTo(-100));
        assertThat(status(acme, invoice)).isEqualTo("PAID");
    }

    @Test
    void theLedgerSumsToZeroAndNobodyChangesWhatWasPosted() {
        pay(acme, issue(acme), 3_900).statusCode(201);
        issue(globex);

        operator()
                .get("/api/billing/ledger/trial-balance")
                .then()
                .statusCode(200)
                .body("currencies.sumMinor", everyItem(equalTo(0)))
                .body("unbalancedEntries", equalTo(0))
                .body("invoicesWithoutEntry", equalTo(0));
        for (String table : List.of("ledger_entry", "ledger_posting", "payment", "refund")) {
            assertThatThrownBy(() -> StoredOrganization.update("delete from " + table))
                    .rootCause()
                    .hasMessageContaining("append-only");
        }
        assertThatThrownBy(() -> StoredOrganization.update("""
                        insert into ledger_posting (org_id, entry_id, account, amount_minor, currency)
                        select org_id, id, 'CASH', 5, currency from ledger_entry
                         where org_id = ? and kind = 'INVOICE_ISSUED'""", globex.id()))
                .rootCause()
                .hasMessageContaining("does not sum to zero");
    }

    /** As the version before leaves it while both are running. */
    @Test
    void anInvoiceOfTheVersionBeforeIsPostedWhenItIsPaid() {
        String invoice = issue(acme);
        StoredOrganization.update("""
                insert into invoice_history (org_id, id, number, subscription_id, plan_code, plan_version, status,
                    currency, period_number, period_start, period_end, issued_at, subtotal_minor, tax_minor,
                    total_minor)
                select org_id, gen_random_uuid(), 77, subscription_id, plan_code, plan_version, 'OPEN', currency, 9,
                       period_end + interval '9 months', period_end + interval '10 months', issued_at, 700, 0, 700
                  from invoice_history where id = ?""", UUID.fromString(invoice));
        String old = StoredOrganization.rows(
                        "select id from invoice_history where org_id = ? and number = 77", acme.id())
                .getFirst();
        as(acme.admin()).get(INVOICES + "/open").then().body("currencies.amount.amountMinor", contains(3_600));

        pay(acme, old, 200).statusCode(201).body("open.amountMinor", equalTo(500));

        as(acme.admin()).get(INVOICES + "/open").then().body("currencies.amount.amountMinor", contains(3_400));
    }

    @Test
    void aNumberOfSevenDigitsIsPrintedWhole() {
        StoredOrganization.update("insert into invoice_number (org_id, last_number) values (?, 1234566)", acme.id());
        issue(acme);

        as(acme.admin()).get(INVOICES).then().body("items.number", contains("INV-1234567"));
        statement(acme).body("items.invoiceNumber", contains("INV-1234567"));
    }

    @Test
    void everyActIsAudited() {
        String invoice = issue(acme);
        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            pay(acme, invoice, 3_900).statusCode(201);
            refund(acme, 1_000).statusCode(201);
            declareVoid(acme, issue(acme)).statusCode(204);

            for (String action :
                    List.of("billing.payment.recorded", "billing.credit.refunded", "billing.invoice.voided")) {
                audit.await(record -> record.belongsTo(acme.id())
                        && record.json().path("action").asText().equals(action));
            }
        }
    }

    @Test
    void aPaymentIsToldAndSoIsThatNothingIsOpen() {
        String invoice = issue(acme);
        String other = issue(globex);
        try (TopicReader lifecycle = TopicReader.fromNow(Topics.BILLING_LIFECYCLE)) {
            String part = pay(acme, invoice, 1_000).statusCode(201).extract().path("id");
            pay(globex, other, 1).statusCode(201);
            String rest = pay(acme, invoice, 2_900).statusCode(201).extract().path("id");

            JsonNode settled = lifecycle
                    .await(record -> told(record, acme, EventTypes.INVOICE_SETTLED))
                    .json();
            assertThat(settled.path("invoiceId").asText()).isEqualTo(invoice);
            assertThat(settled.path("status").asText()).isEqualTo("PAID");
            assertThat(settled.path("openMinor").asLong()).isZero();
            assertThat(settled.path("currency").asText()).isEqualTo("USD");
            assertThat(lifecycle.records(record -> record.belongsTo(acme.id())))
                    .extracting(record -> record.event().type())
                    .containsExactlyInAnyOrder(
                            EventTypes.PAYMENT_RECORDED.type(),
                            EventTypes.PAYMENT_RECORDED.type(),
                            EventTypes.INVOICE_SETTLED.type());
            List<JsonNode> payments =
                    lifecycle.records(record -> told(record, acme, EventTypes.PAYMENT_RECORDED)).stream()
                            .map(ReceivedRecord::json)
                            .toList();
            assertThat(payments)
                    .extracting(payment -> payment.path("paymentId").asText())
                    .containsExactly(part, rest);
            assertThat(payments)
                    .allSatisfy(payment ->
                            assertThat(payment.path("invoiceId").asText()).isEqualTo(invoice));
            assertThat(payments)
                    .extracting(
                            payment -> payment.path("amountMinor").asLong(),
                            payment -> payment.path("openMinor").asLong())
                    .containsExactly(tuple(1_000L, 1_900L), tuple(2_900L, 0L));
            assertThat(payments.get(1).path("recordedAt")).isEqualTo(settled.path("changedAt"));
        }
    }

    @Test
    void aRefundIsTold() {
        pay(acme, issue(acme), 3_900).statusCode(201);
        try (TopicReader lifecycle = TopicReader.fromNow(Topics.BILLING_LIFECYCLE)) {
            refund(acme, 1_001).statusCode(409);
            String refund = refund(acme, 400).statusCode(201).extract().path("id");

            JsonNode told = lifecycle
                    .await(record -> told(record, acme, EventTypes.REFUND_RECORDED))
                    .json();
            assertThat(told.path("refundId").asText()).isEqualTo(refund);
            assertThat(told.path("amountMinor").asLong()).isEqualTo(400);
            assertThat(told.path("currency").asText()).isEqualTo("USD");
        }
    }

    @Test
    void thatAnInvoiceIsVoidIsToldOnce() {
        String invoice = issue(acme);
        declareVoid(acme, invoice).statusCode(204);
        declareVoid(acme, invoice).statusCode(204);

        assertThat(stored(EventTypes.INVOICE_SETTLED)).containsExactly(invoice + " VOID 0");
    }

    @Test
    void aPaymentThatIsSentAgainIsToldOnce() {
        String invoice = issue(acme);
        payWithKey(invoice).statusCode(201);
        payWithKey(invoice).statusCode(201);
        pay(acme, invoice, 0).statusCode(400);

        assertThat(stored(EventTypes.PAYMENT_RECORDED)).containsExactly(invoice + " - 2000");
        assertThat(stored(EventTypes.INVOICE_SETTLED)).isEmpty();
    }

    /** What the outbox has of a type, published or not. */
    private List<String> stored(EventDefinition<?> definition) {
        return StoredOrganization.rows("""
                        select (payload::jsonb ->> 'invoiceId') || ' ' || coalesce(payload::jsonb ->> 'status', '-')
                               || ' ' || (payload::jsonb ->> 'openMinor')
                          from outbox_event where org_id = ? and type = '""" + definition.type() + "'", acme.id());
    }

    private static boolean told(ReceivedRecord record, TestOrganization organization, EventDefinition<?> definition) {
        if (!record.belongsTo(organization.id()) || !record.isOf(definition.type())) {
            return false;
        }
        EventContract.assertConforms(record);
        return true;
    }

    @Test
    void theStatementIsPaged() {
        pay(acme, issue(acme), 2_900).statusCode(201);
        issue(acme);

        String cursor = as(acme.admin())
                .queryParam("limit", 2)
                .get("/api/billing/statement")
                .then()
                .body("items.balance.amountMinor", contains(2_900, 0))
                .extract()
                .path("nextCursor");
        as(acme.admin())
                .queryParams(Map.of("limit", 2, "cursor", cursor))
                .get("/api/billing/statement")
                .then()
                .body("items.balance.amountMinor", contains(2_900))
                .body("nextCursor", nullValue());
        as(acme.viewer()).get("/api/billing/statement").then().statusCode(403);
    }
}
