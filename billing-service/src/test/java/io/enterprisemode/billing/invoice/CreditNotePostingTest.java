package io.enterprisemode.billing.invoice;

import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.billing.invoice.IssuedInvoices.CreditNoteSettlement;
import io.enterprisemode.billing.invoice.IssuedInvoices.IssuedCreditNote;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a credit note does to the ledger and to the invoice that it corrects. */
@QuarkusTest
@WithSuite("billing")
class CreditNotePostingTest {

    @Inject
    IssuedInvoices issued;

    @Inject
    TenantTransactions transactions;

    private TestOrganization acme;
    private UUID invoice;

    @BeforeEach
    void anOrganizationWithAnOpenInvoiceOf29() {
        acme = BillingApi.knownOrganizations().a();
        BillingApi.subscribe(
                        acme,
                        "starter",
                        "MONTH",
                        OffsetDateTime.now(ZoneOffset.UTC)
                                .minusMonths(2)
                                .minusDays(2)
                                .toInstant())
                .statusCode(201);
        invoice = UUID.fromString(
                as(acme.admin()).get(INVOICES).then().statusCode(200).extract().path("items[0].id"));
    }

    /** A document is stored before it is posted. */
    private UUID document(int number) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        StoredOrganization.update("""
                insert into invoice_history (org_id, id, number, subscription_id, plan_code, plan_version, status,
                    currency, period_number, period_start, period_end, issued_at, subtotal_minor, tax_minor,
                    total_minor)
                select org_id, ?, ?, subscription_id, plan_code, plan_version, 'PAID', currency, ?,
                       period_end + interval '9 months' + ? * interval '1 month',
                       period_end + interval '10 months' + ? * interval '1 month', issued_at, 0, 0, 0
                  from invoice_history where id = ?""", id, number, number, number, number, invoice);
        return id;
    }

    private CreditNoteSettlement post(UUID document, long netMinor, long taxMinor, @Nullable UUID corrects)
            throws Throwable {
        return post(document, "USD", netMinor, taxMinor, corrects);
    }

    private CreditNoteSettlement post(
            UUID document, String currency, long netMinor, long taxMinor, @Nullable UUID corrects) throws Throwable {
        IssuedCreditNote note = new IssuedCreditNote(
                document, currency, netMinor, taxMinor, Instant.now().truncatedTo(ChronoUnit.MICROS));
        return VertxContextSupport.subscribeAndAwait(
                () -> transactions.inOrganization(acme.id(), tenant -> issued.postCreditNote(tenant, note, corrects)));
    }

    private ValidatableResponse invoice() {
        return as(acme.admin()).get(INVOICES + "/" + invoice).then().statusCode(200);
    }

    private ValidatableResponse operator(String act, Map<String, Object> body) {
        return given().auth()
                .oauth2(Tokens.operator().signed())
                .contentType("application/json")
                .body(body)
                .post("/api/billing/organizations/" + acme.id() + "/invoices/" + invoice + "/" + act)
                .then();
    }

    private ValidatableResponse declareVoid() {
        return given().auth()
                .oauth2(Tokens.operator().signed())
                .contentType("application/json")
                .post("/api/billing/organizations/" + acme.id() + "/invoices/" + invoice + "/void")
                .then();
    }

    private long credit() {
        return Long.parseLong(StoredOrganization.rows("""
                        select coalesce(-sum(amount_minor), 0) from ledger_posting
                         where org_id = ? and account = 'CUSTOMER_CREDIT'""", acme.id()).getFirst());
    }

    @Test
    void itSettlesTheInvoiceThatItCorrectsInPart() throws Throwable {
        UUID note = document(77);

        assertThat(post(note, 1_000, 190, invoice)).isEqualTo(new CreditNoteSettlement(1_190, 0));

        invoice()
                .body("status", equalTo("OPEN"))
                .body("open.amountMinor", equalTo(1_710))
                .body("creditApplied.amountMinor", equalTo(1_190));
        assertThat(StoredOrganization.rows("""
                        select e.kind || ' ' || p.account || ' ' || p.amount_minor
                               || case when p.invoice_id is null then '' else ' ' || p.invoice_id end
                          from ledger_entry e
                          join ledger_posting p on p.org_id = e.org_id and p.entry_id = e.id
                         where e.org_id = ? and e.invoice_id = ? order by e.id, p.account""", acme.id(), note))
                .containsExactly(
                        "CREDIT_GRANTED CUSTOMER_CREDIT -1190",
                        "CREDIT_GRANTED REVENUE 1000",
                        "CREDIT_GRANTED TAX 190",
                        "CREDIT_APPLIED CUSTOMER_CREDIT 1190",
                        "CREDIT_APPLIED RECEIVABLE -1190 " + invoice);
        as(acme.admin())
                .get("/api/billing/statement")
                .then()
                .body("items.kind", contains("CREDIT_APPLIED", "CREDIT_GRANTED", "INVOICE_ISSUED"))
                .body("items.amount.amountMinor", contains(0, -1_190, 2_900))
                .body("items.balance.amountMinor", contains(1_710, 1_710, 2_900))
                .body("items[0].invoiceId", equalTo(invoice.toString()));
        operator("payments", Map.of("amountMinor", 1_710, "currency", "USD", "reference", "Rest"))
                .statusCode(201)
                .body("open.amountMinor", equalTo(0));
        invoice().body("status", equalTo("PAID"));
    }

    @Test
    void whatIsAboveTheOpenAmountIsCustomerCredit() throws Throwable {
        operator("payments", Map.of("amountMinor", 2_000, "currency", "USD", "reference", "Part"))
                .statusCode(201);

        assertThat(post(document(77), 2_900, 0, invoice)).isEqualTo(new CreditNoteSettlement(900, 2_000));
        assertThat(post(document(78), 100, 0, invoice)).isEqualTo(new CreditNoteSettlement(0, 100));
        assertThat(post(document(79), 10, 1, null)).isEqualTo(new CreditNoteSettlement(0, 11));

        invoice().body("status", equalTo("PAID"));
        assertThat(credit()).isEqualTo(2_111);
    }

    @Test
    void anInvoiceThatItSettledInPartCannotBeVoidAndCanBeWrittenOff() throws Throwable {
        post(document(77), 1_000, 0, invoice);

        declareVoid().statusCode(409).body("type", equalTo("/problems/invoice-corrected"));
        operator("write-off", Map.of("reason", "Insolvent")).statusCode(200).body("amount.amountMinor", equalTo(1_900));
        assertThat(post(document(78), 500, 0, invoice)).isEqualTo(new CreditNoteSettlement(0, 500));
        invoice().body("status", equalTo("UNCOLLECTIBLE"));
    }

    @Test
    void whatCannotBePostedFailsAndLeavesNothing() throws Throwable {
        UUID note = document(77);

        assertThatIllegalArgumentException().isThrownBy(() -> post(note, 100, 0, UUID.randomUUID()));
        assertThatIllegalArgumentException().isThrownBy(() -> post(note, "EUR", 100, 0, invoice));
        assertThatIllegalStateException().isThrownBy(() -> post(note, 0, 0, invoice));
        declareVoid().statusCode(204);
        assertThatIllegalStateException().isThrownBy(() -> post(note, 100, 0, invoice));

        assertThat(credit()).isZero();
        assertThat(StoredOrganization.rows(
                        "select kind from ledger_entry where org_id = ? and invoice_id = ?", acme.id(), note))
                .isEqualTo(List.of());
    }
}
