package io.enterprisemode.billing.payment;

import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class ReceivableAdjustmentsTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void anOrganizationWithTwoInvoicesOf29ToIssue() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private String issue() {
        return PaymentTest.issue(acme);
    }

    private static RequestSpecification operator() {
        return given().auth().oauth2(Tokens.operator().signed()).contentType("application/json");
    }

    private static String path(TestOrganization organization, String invoice, String act) {
        return "/api/billing/organizations/" + organization.id() + "/invoices/" + invoice + "/" + act;
    }

    private ValidatableResponse pay(String invoice, long amountMinor) {
        return operator()
                .body(Map.of("amountMinor", amountMinor, "currency", "USD", "reference", "Transfer 1"))
                .post(path(acme, invoice, "payments"))
                .then();
    }

    private ValidatableResponse apply(String invoice, Map<String, Object> request) {
        return operator()
                .body(request)
                .post(path(acme, invoice, "apply-credit"))
                .then();
    }

    private ValidatableResponse writeOff(String invoice) {
        return operator()
                .body(Map.of("reason", "Insolvent"))
                .post(path(acme, invoice, "write-off"))
                .then();
    }

    private ValidatableResponse declareVoid(String invoice) {
        return operator().post(path(acme, invoice, "void")).then();
    }

    private ValidatableResponse invoice(String invoice) {
        return as(acme.admin()).get(INVOICES + "/" + invoice).then().statusCode(200);
    }

    private ValidatableResponse statement() {
        return as(acme.admin()).get("/api/billing/statement").then().statusCode(200);
    }

    /** Of the organization, debit positive. */
    private long balance(String account) {
        return Long.parseLong(StoredOrganization.rows(
                        "select coalesce(sum(amount_minor), 0) from ledger_posting where org_id = ? and account = ?",
                        acme.id(),
                        account)
                .getFirst());
    }

    /** An open invoice of 29.00, and 10.00 of customer credit that came after it was issued. */
    private String openInvoiceAndCredit() {
        String first = issue();
        String second = issue();
        pay(first, 3_900).statusCode(201);
        return second;
    }

    @Test
    void creditThatCameLaterIsAppliedToAnOpenInvoice() {
        String invoice = openInvoiceAndCredit();

        apply(invoice, Map.of("amountMinor", 300))
                .statusCode(200)
                .body("invoiceNumber", equalTo("INV-000002"))
                .body("amount.amountMinor", equalTo(300))
                .body("open.amountMinor", equalTo(2_600))
                .body("credit.amountMinor", equalTo(700));
        apply(invoice, Map.of())
                .statusCode(200)
                .body("amount.amountMinor", equalTo(700))
                .body("open.amountMinor", equalTo(1_900))
                .body("credit.amountMinor", equalTo(0));

        invoice(invoice)
                .body("status", equalTo("OPEN"))
                .body("creditApplied.amountMinor", equalTo(1_000))
                .body("open.amountMinor", equalTo(1_900));
        pay(invoice, 1_900).statusCode(201).body("open.amountMinor", equalTo(0));
        invoice(invoice).body("status", equalTo("PAID"));
        statement()
                .body(
                        "items.kind",
                        contains(
                                "PAYMENT_RECORDED",
                                "CREDIT_APPLIED",
                                "CREDIT_APPLIED",
                                "PAYMENT_RECORDED",
                                "INVOICE_ISSUED",
                                "INVOICE_ISSUED"))
                .body("items.amount.amountMinor", contains(-1_900, 0, 0, -3_900, 2_900, 2_900))
                .body("items.balance.amountMinor", contains(0, 1_900, 1_900, 1_900, 5_800, 2_900))
                .body("items[1].moved.amountMinor", equalTo(700))
                .body("items[2].invoiceNumber", equalTo("INV-000002"));
    }

    @Test
    void aVoidInvoiceGivesBackCreditThatWasAppliedLater() {
        String invoice = openInvoiceAndCredit();
        apply(invoice, Map.of()).statusCode(200);

        declareVoid(invoice).statusCode(204);

        assertThat(balance("CUSTOMER_CREDIT")).isEqualTo(-1_000);
        assertThat(balance("RECEIVABLE")).isZero();
    }

    @Test
    void noMoreThanThereIsAndNoMoreThanIsOpenIsApplied() {
        String invoice = openInvoiceAndCredit();

        apply(invoice, Map.of("amountMinor", 1_001))
                .statusCode(409)
                .body("type", equalTo("/problems/above-customer-credit"));
        apply(invoice, Map.of("amountMinor", 0)).statusCode(400).body("errors.pointer", contains("/amountMinor"));
        pay(invoice, 2_500).statusCode(201);
        apply(invoice, Map.of("amountMinor", 401)).statusCode(409).body("type", equalTo("/problems/above-open-amount"));
        apply(invoice, Map.of()).statusCode(200).body("credit.amountMinor", equalTo(600));
        apply(invoice, Map.of()).statusCode(409).body("type", equalTo("/problems/invoice-paid"));
        apply(UUID.randomUUID().toString(), Map.of()).statusCode(404);
        operator()
                .body(Map.of())
                .post(path(globex, invoice, "apply-credit"))
                .then()
                .statusCode(404);
    }

    @Test
    void withoutCreditNothingIsApplied() {
        apply(issue(), Map.of()).statusCode(409).body("type", equalTo("/problems/above-customer-credit"));
    }

    @Test
    void whatIsOpenOfAnInvoiceIsWrittenOff() {
        String invoice = issue();
        pay(invoice, 900).statusCode(201);

        writeOff(invoice)
                .statusCode(200)
                .body("amount.amountMinor", equalTo(2_000))
                .body("reason", equalTo("Insolvent"));

        invoice(invoice).body("status", equalTo("UNCOLLECTIBLE")).body("open.amountMinor", equalTo(0));
        as(acme.admin()).get(INVOICES + "/open").then().body("currencies", hasSize(0));
        assertThat(balance("BAD_DEBT")).isEqualTo(2_000);
        assertThat(balance("RECEIVABLE")).isZero();
        writeOff(invoice).statusCode(409).body("type", equalTo("/problems/invoice-uncollectible"));
        declareVoid(invoice).statusCode(409).body("type", equalTo("/problems/invoice-uncollectible"));
        apply(invoice, Map.of()).statusCode(409).body("type", equalTo("/problems/invoice-uncollectible"));
        statement()
                .body("items.kind", contains("INVOICE_WRITTEN_OFF", "PAYMENT_RECORDED", "INVOICE_ISSUED"))
                .body("items[0].moved.amountMinor", equalTo(2_000))
                .body("items.balance.amountMinor", contains(2_000, 2_000, 2_900));
        operator()
                .get("/api/billing/ledger/trial-balance")
                .then()
                .statusCode(200)
                .body("currencies.find { it.currency == 'USD' }.accounts.account", hasItem("BAD_DEBT"))
                .body("currencies.sumMinor", everyItem(equalTo(0)));
    }

    @Test
    void whatIsPaidOfAnUncollectibleInvoiceIsRecovered() {
        String invoice = issue();
        writeOff(invoice).statusCode(200);

        pay(invoice, 900).statusCode(201).body("open.amountMinor", equalTo(0));
        invoice(invoice).body("status", equalTo("UNCOLLECTIBLE"));
        assertThat(balance("BAD_DEBT")).isEqualTo(2_000);
        pay(invoice, 2_500).statusCode(201);

        invoice(invoice).body("status", equalTo("PAID"));
        assertThat(balance("BAD_DEBT")).isZero();
        assertThat(balance("CASH")).isEqualTo(3_400);
        assertThat(balance("CUSTOMER_CREDIT")).isEqualTo(-500);
        pay(invoice, 1).statusCode(409).body("type", equalTo("/problems/invoice-paid"));
        statement().body("items.balance.amountMinor", contains(-500, 2_000, 2_900, 2_900));
    }

    @Test
    void onlyWhatIsOpenCanBeWrittenOff() {
        String paid = issue();
        pay(paid, 2_900).statusCode(201);
        String voided = issue();
        declareVoid(voided).statusCode(204);

        writeOff(paid).statusCode(409).body("type", equalTo("/problems/invoice-paid"));
        writeOff(voided).statusCode(409).body("type", equalTo("/problems/invoice-void"));
        writeOff(UUID.randomUUID().toString()).statusCode(404);
        operator()
                .body(Map.of("reason", " "))
                .post(path(acme, paid, "write-off"))
                .then()
                .statusCode(400)
                .body("errors.pointer", contains("/reason"));
    }

    @Test
    void whatIsSentAgainHappensOnce() {
        String invoice = openInvoiceAndCredit();
        for (int i = 0; i < 2; i++) {
            operator()
                    .header("Idempotency-Key", "credit-1")
                    .body(Map.of("amountMinor", 300))
                    .post(path(acme, invoice, "apply-credit"))
                    .then()
                    .statusCode(200)
                    .body("credit.amountMinor", equalTo(700));
            operator()
                    .header("Idempotency-Key", "lost-1")
                    .body(Map.of("reason", "Insolvent"))
                    .post(path(acme, invoice, "write-off"))
                    .then()
                    .statusCode(200)
                    .body("amount.amountMinor", equalTo(2_600));
        }

        assertThat(balance("BAD_DEBT")).isEqualTo(2_600);
        operator()
                .header("Idempotency-Key", "lost-1")
                .body(Map.of("reason", "Another one"))
                .post(path(acme, invoice, "write-off"))
                .then()
                .statusCode(422);
    }

    @Test
    void onlyTheOperatorMayAndEveryActIsAudited() {
        String invoice = openInvoiceAndCredit();
        for (String act : List.of("apply-credit", "write-off")) {
            as(acme.owner())
                    .contentType("application/json")
                    .body(Map.of("reason", "Mine"))
                    .post(path(acme, invoice, act))
                    .then()
                    .statusCode(403);
        }
        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            apply(invoice, Map.of()).statusCode(200);
            writeOff(invoice).statusCode(200);

            audit.await(record -> record.belongsTo(acme.id())
                    && record.json().path("action").asText().equals("billing.credit.applied")
                    && record.json().at("/details/amountMinor").asLong() == 1_000);
            audit.await(record -> record.belongsTo(acme.id())
                    && record.json().path("action").asText().equals("billing.invoice.written-off")
                    && record.json().at("/details/reason").asText().equals("Insolvent"));
        }
    }
}
