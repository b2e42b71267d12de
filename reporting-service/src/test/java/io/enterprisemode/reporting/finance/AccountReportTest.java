package io.enterprisemode.reporting.finance;

import static io.enterprisemode.reporting.ReportingApi.FINANCIAL;
import static io.enterprisemode.reporting.ReportingApi.as;
import static io.enterprisemode.reporting.ReportingApi.awaitRows;
import static io.enterprisemode.reporting.ReportingApi.knownOrganizations;
import static io.enterprisemode.reporting.ReportingApi.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.contracts.billing.CreditNoteIssued;
import io.enterprisemode.contracts.billing.InvoiceFinalized;
import io.enterprisemode.contracts.billing.InvoiceFinalized.Line;
import io.enterprisemode.contracts.billing.InvoiceFinalized.WorkspaceShare;
import io.enterprisemode.contracts.billing.InvoiceSettled;
import io.enterprisemode.contracts.billing.InvoiceShares;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.contracts.billing.PaymentRecorded;
import io.enterprisemode.contracts.billing.RefundRecorded;
import io.enterprisemode.contracts.billing.SettlementStatus;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credit notes, payments, refunds and what they leave outstanding. */
@QuarkusTest
@WithSuite("reporting")
class AccountReportTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    @Test
    void aCreditNoteLowersTheFiguresAndIsNoInvoice() {
        UUID invoice = invoice(acme, "USD", "2026-02-01T00:00:00Z", line(LineKind.SUBSCRIPTION, 29_900));
        CreditNoteIssued note = creditNote(
                acme,
                "CN-000001",
                invoice,
                "2026-02-04T00:00:00Z",
                line(LineKind.CREDIT, -26_910),
                line(LineKind.SUBSCRIPTION, 2_610),
                line(LineKind.TAX, -4_617));
        Event event = Publisher.publish(note);
        Publisher.publish(Topics.BILLING_LIFECYCLE, event);
        Publisher.publish(note);
        Publisher.publish(creditNote(acme, "CN-000002", null, "2026-03-01T00:00:00Z", line(LineKind.ADJUSTMENT, -100)));
        Publisher.publish(creditNote(globex, "CN-000001", null, "2026-02-04T00:00:00Z", line(LineKind.CREDIT, -1)));
        awaitRows("invoice_fact", acme.id(), 3);
        awaitRows("invoice_fact", globex.id(), 1);

        assertThat(rows("invoice_line_fact", acme.id())).isEqualTo(5);
        report(acme, "2026-02")
                .body("invoices", hasSize(1))
                .body("creditNotes", hasSize(1))
                .body("creditNotes[0].creditNoteId", equalTo(note.creditNoteId().toString()))
                .body("creditNotes[0].number", equalTo("CN-000001"))
                .body("creditNotes[0].correctsInvoiceId", equalTo(invoice.toString()))
                .body("creditNotes[0].issuedAt", equalTo("2026-02-04T00:00:00Z"))
                .body("creditNotes[0].currency", equalTo("USD"))
                .body("creditNotes[0].revenue.creditMinor", equalTo(-26_910))
                .body("creditNotes[0].revenue.totalMinor", equalTo(-28_917))
                .body("currencies", hasSize(1))
                .body("currencies[0].invoices", equalTo(1))
                .body("currencies[0].creditNotes", equalTo(1))
                .body("currencies[0].revenue.subscriptionMinor", equalTo(32_510))
                .body("currencies[0].revenue.creditMinor", equalTo(-26_910))
                .body("currencies[0].revenue.subtotalMinor", equalTo(5_600))
                .body("currencies[0].revenue.taxMinor", equalTo(-4_617))
                .body("currencies[0].revenue.totalMinor", equalTo(983));
        account(acme, "2026-02", "USD", 0, 29_900, -28_917, 0, 0, 0, 0, 983);
        report(acme, "2026-03")
                .body("invoices", hasSize(0))
                .body("creditNotes.number", contains("CN-000002"))
                .body("creditNotes[0].correctsInvoiceId", nullValue())
                .body("currencies[0].invoices", equalTo(0))
                .body("currencies[0].revenue.adjustmentMinor", equalTo(-100));
        account(acme, "2026-03", "USD", 983, 0, -100, 0, 0, 0, 0, 883);
        account(globex, "2026-02", "USD", 0, 0, -1, 0, 0, 0, 0, -1);
    }

    @Test
    void aCreditNoteThatDoesNotAddUpIsNotTakenIn() {
        String wrong = EventJson.write(
                        creditNote(acme, "CN-000001", null, "2026-02-04T00:00:00Z", line(LineKind.CREDIT, -26_910)))
                .replace("\"amountMinor\":-26910", "\"amountMinor\":-26911");
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(Topics.BILLING_LIFECYCLE))) {
            Publisher.publish(
                    Topics.BILLING_LIFECYCLE,
                    acme.id().toString(),
                    EventTypes.CREDIT_NOTE_ISSUED.type(),
                    acme.id(),
                    wrong);
            Publisher.publish(creditNote(acme, "CN-000002", null, "2026-02-04T00:00:00Z", line(LineKind.CREDIT, -1)));

            assertThat(letters.await(record -> record.belongsTo(acme.id())).headers())
                    .containsEntry(EventHeaders.DEAD_LETTER_CONSUMER, "reporting-finance");
            awaitRows("invoice_fact", acme.id(), 1);
        }
    }

    /** Whatever the order in which the events come, and how often. */
    @Test
    void whatIsCollectedRefundedAndOutstandingIsThatOfTheMonth() {
        UUID first = Ids.next();
        UUID second = Ids.next();
        PaymentRecorded above = payment(acme, second, 12_000, "2026-02-28T23:59:59.999999Z", 0);
        RefundRecorded refund = new RefundRecorded(acme.id(), Ids.next(), 2_000, "USD", time("2026-03-31T10:00:00Z"));
        Publisher.publish(refund);
        Publisher.publish(payment(acme, first, 1_900, "2026-02-01T00:00:00Z", 0));
        Publisher.publish(settled(acme, first, SettlementStatus.PAID, 0, "2026-02-01T00:00:00Z"));
        Publisher.publish(payment(acme, first, 1_000, "2026-01-20T00:00:00Z", 1_900));
        Publisher.publish(above);
        Publisher.publish(settled(acme, second, SettlementStatus.PAID, 0, "2026-02-28T23:59:59.999999Z"));
        invoice(acme, first, "USD", "2026-01-15T00:00:00Z", line(LineKind.SUBSCRIPTION, 2_900));
        invoice(acme, second, "USD", "2026-02-15T00:00:00Z", line(LineKind.SUBSCRIPTION, 10_000));
        Publisher.publish(above);
        Publisher.publish(refund);
        Publisher.publish(settled(acme, second, SettlementStatus.PAID, 0, "2026-02-28T23:59:59.999999Z"));
        UUID yen = invoice(acme, "JPY", "2026-02-20T00:00:00Z", line(LineKind.SUBSCRIPTION, 5_000));
        Publisher.publish(new PaymentRecorded(
                acme.id(),
                Ids.next(),
                yen,
                1,
                "JPY",
                time("2026-02-21T00:00:00Z"),
                time("2026-03-02T00:00:00Z"),
                4_999));
        UUID other = invoice(globex, "USD", "2026-02-15T00:00:00Z", line(LineKind.SUBSCRIPTION, 7));
        Publisher.publish(payment(globex, other, 3, "2026-02-16T00:00:00Z", 4));
        awaitRows("invoice_fact", acme.id(), 3);
        awaitRows("payment_fact", acme.id(), 4);
        awaitRows("refund_fact", acme.id(), 1);
        awaitRows("settlement_fact", acme.id(), 2);
        awaitRows("payment_fact", globex.id(), 1);

        report(acme, "2025-12").body("currencies", hasSize(0));
        account(acme, "2026-01", "USD", 0, 2_900, 0, 0, 0, 1_000, 0, 1_900);
        report(acme, "2026-02").body("currencies.currency", contains("JPY", "USD"));
        account(acme, "2026-02", "USD", 1_900, 10_000, 0, 0, 0, 13_900, 0, -2_000);
        account(acme, "2026-02", "JPY", 0, 5_000, 0, 0, 0, 0, 0, 5_000);
        account(acme, "2026-03", "USD", -2_000, 0, 0, 0, 0, 0, 2_000, 0);
        account(acme, "2026-03", "JPY", 5_000, 0, 0, 0, 0, 1, 0, 4_999);
        report(acme, "2026-04").body("currencies.currency", contains("JPY"));
        account(acme, "2026-04", "JPY", 4_999, 0, 0, 0, 0, 0, 0, 4_999);
        account(globex, "2026-02", "USD", 0, 7, 0, 0, 0, 3, 0, 4);
    }

    @Test
    void aVoidInvoiceIsOutstandingUntilItIsDeclaredVoid() {
        UUID invoice = invoice(
                acme, "USD", "2026-01-15T00:00:00Z", line(LineKind.SUBSCRIPTION, 2_900), line(LineKind.TAX, 551));
        InvoiceSettled declared = settled(acme, invoice, SettlementStatus.VOID, 0, "2026-03-01T00:00:00Z");
        Publisher.publish(declared);
        Publisher.publish(declared);
        Publisher.publish(settled(acme, Ids.next(), SettlementStatus.VOID, 0, "2026-03-01T00:00:00Z"));
        Publisher.publish(settled(globex, Ids.next(), SettlementStatus.VOID, 0, "2026-03-01T00:00:00Z"));
        awaitRows("settlement_fact", acme.id(), 2);
        awaitRows("settlement_fact", globex.id(), 1);

        account(acme, "2026-02", "USD", 3_451, 0, 0, 0, 0, 0, 0, 3_451);
        account(acme, "2026-03", "USD", 3_451, 0, 0, -3_451, 0, 0, 0, 0);
        report(acme, "2026-01").body("currencies[0].revenue.totalMinor", equalTo(3_451));
        report(acme, "2026-04").body("currencies", hasSize(0));
        report(globex, "2026-03").body("currencies", hasSize(0));
    }

    @Test
    void whatIsGivenUpIsNotOutstandingAndMayBePaidAfterAll() {
        UUID invoice = invoice(acme, "USD", "2026-01-15T00:00:00Z", line(LineKind.SUBSCRIPTION, 2_900));
        Publisher.publish(payment(acme, invoice, 1_000, "2026-01-20T00:00:00Z", 1_900));
        Publisher.publish(settled(acme, invoice, SettlementStatus.UNCOLLECTIBLE, 1_900, "2026-02-10T00:00:00Z"));
        Publisher.publish(payment(acme, invoice, 400, "2026-03-10T00:00:00Z", 1_500));
        Publisher.publish(payment(acme, invoice, 1_500, "2026-04-10T00:00:00Z", 0));
        Publisher.publish(settled(acme, invoice, SettlementStatus.PAID, 0, "2026-04-10T00:00:00Z"));
        awaitRows("settlement_fact", acme.id(), 2);

        account(acme, "2026-02", "USD", 1_900, 0, 0, 0, -1_900, 0, 0, 0);
        account(acme, "2026-03", "USD", 0, 0, 0, 0, 400, 400, 0, 0);
        account(acme, "2026-04", "USD", 0, 0, 0, 0, 1_500, 1_500, 0, 0);
        report(acme, "2026-05").body("currencies", hasSize(0));
    }

    @Test
    void theWorkspacesOfALargeInvoiceAreThoseOfItsLinesHoweverOftenTheyCome() {
        Line first = line(LineKind.OVERAGE, 100);
        Line second = line(LineKind.OVERAGE, 200);
        InvoiceFinalized invoice = document(acme, Ids.next(), "USD", "2026-02-15T00:00:00Z", first, second);
        List<InvoiceShares> parts = List.of(
                shares(invoice, first, 1, 2, 0, InvoiceShares.MAX_WORKSPACES),
                shares(invoice, first, 2, 2, InvoiceShares.MAX_WORKSPACES, 1),
                shares(invoice, second, 1, 1, 0, 3));
        Publisher.publish(invoice);
        parts.forEach(Publisher::publish);
        Publisher.publish(invoice);
        parts.forEach(Publisher::publish);
        UUID last = invoice(acme, "USD", "2026-02-16T00:00:00Z", line(LineKind.SUBSCRIPTION, 1));
        awaitRows("invoice_fact", acme.id(), 2);

        assertThat(last).isNotEqualTo(invoice.invoiceId());
        assertThat(rows("invoice_line_share", acme.id())).isEqualTo(InvoiceShares.MAX_WORKSPACES + 1 + 3);
        assertThat(new ServiceDatabase("reporting")
                        .number("select sum(quantity) from invoice_line_share where line_id = '" + first.lineId()
                                + "'"))
                .isEqualTo(
                        IntStream.rangeClosed(0, InvoiceShares.MAX_WORKSPACES).sum());
        report(acme, "2026-02").body("currencies[0].revenue.overageMinor", equalTo(300));
    }

    @Test
    void workspacesOfALineThatWasNotTakenInAreADeadLetter() {
        InvoiceFinalized unknown =
                document(acme, Ids.next(), "USD", "2026-02-15T00:00:00Z", line(LineKind.OVERAGE, 100));
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(Topics.BILLING_LIFECYCLE))) {
            Publisher.publish(shares(unknown, unknown.lines().getFirst(), 1, 1, 0, 2));
            invoice(acme, "USD", "2026-02-16T00:00:00Z", line(LineKind.SUBSCRIPTION, 1));

            assertThat(letters.await(record -> record.belongsTo(acme.id())).headers())
                    .containsEntry(EventHeaders.TYPE, EventTypes.INVOICE_SHARES.type());
            awaitRows("invoice_fact", acme.id(), 1);
        }
        assertThat(rows("invoice_line_share", acme.id())).isZero();
    }

    /** It writes no kind while both versions are running. */
    @Test
    void whatTheVersionBeforeTookInIsAnInvoice() throws SQLException {
        try (Connection connection = new ServiceDatabase("reporting").superuser();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("""
                    insert into invoice_fact (org_id, invoice_id, number, currency, period_start, period_end, issued_at,
                                              subtotal_minor, tax_minor, total_minor)
                    values ('%s', '%s', '1', 'USD', '2026-01-01', '2026-02-01', '2026-02-10', 29, 0, 29)
                    """.formatted(acme.id(), Ids.next()));
        }

        report(acme, "2026-02").body("invoices.number", contains("1")).body("creditNotes", hasSize(0));
        account(acme, "2026-02", "USD", 0, 29, 0, 0, 0, 0, 0, 29);
    }

    @Test
    void theAccountAndCreditNotesAreInTheCsv() {
        UUID invoice = invoice(acme, "USD", "2026-02-01T00:00:00Z", line(LineKind.SUBSCRIPTION, 29_900));
        Publisher.publish(payment(acme, invoice, 29_900, "2026-02-02T00:00:00Z", 0));
        Publisher.publish(
                creditNote(acme, "CN-000001", invoice, "2026-02-04T00:00:00Z", line(LineKind.CREDIT, -26_910)));
        Publisher.publish(new RefundRecorded(acme.id(), Ids.next(), 20_000, "USD", time("2026-02-05T00:00:00Z")));
        awaitRows("refund_fact", acme.id(), 1);

        List<String> lines = as(acme.owner())
                .get(FINANCIAL + "?month=2026-02&format=csv")
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .toList();

        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).endsWith(",USD,299.00,0.00,0.00,0.00,299.00,0.00,299.00,INVOICE,,,,,,,,,");
        assertThat(lines.get(2))
                .startsWith("CN-000001,")
                .endsWith(",USD,0.00,0.00,0.00,-269.10,-269.10,0.00,-269.10,CREDIT_NOTE," + invoice + ",,,,,,,,");
        assertThat(lines.get(3))
                .endsWith(",USD,299.00,0.00,0.00,-269.10,29.90,0.00,29.90,TOTAL,,0.00,299.00,-269.10,0.00,0.00,299.00,"
                        + "200.00,-69.10");
    }

    private static ValidatableResponse report(TestOrganization organization, String month) {
        return as(organization.viewer())
                .get(FINANCIAL + "?month=" + month)
                .then()
                .statusCode(200);
    }

    private static void account(
            TestOrganization organization,
            String month,
            String currency,
            int opening,
            int invoiced,
            int credited,
            int voided,
            int uncollectible,
            int collected,
            int refunded,
            int outstanding) {
        String account = "currencies.find { it.currency == '" + currency + "' }.account.";
        assertThat(opening + invoiced + credited + voided + uncollectible - collected + refunded)
                .as("the expectation adds up")
                .isEqualTo(outstanding);
        report(organization, month)
                .body(account + "openingMinor", equalTo(opening))
                .body(account + "invoicedMinor", equalTo(invoiced))
                .body(account + "creditedMinor", equalTo(credited))
                .body(account + "voidedMinor", equalTo(voided))
                .body(account + "uncollectibleMinor", equalTo(uncollectible))
                .body(account + "collectedMinor", equalTo(collected))
                .body(account + "refundedMinor", equalTo(refunded))
                .body(account + "outstandingMinor", equalTo(outstanding));
    }

    private static Instant time(String text) {
        return Instant.parse(text);
    }

    private static Line line(LineKind kind, long amountMinor) {
        return new Line(Ids.next(), kind, null, kind.name(), null, null, amountMinor, List.of());
    }

    private static UUID invoice(TestOrganization organization, String currency, String issuedAt, Line... lines) {
        return invoice(organization, Ids.next(), currency, issuedAt, lines);
    }

    private static UUID invoice(
            TestOrganization organization, UUID id, String currency, String issuedAt, Line... lines) {
        Publisher.publish(document(organization, id, currency, issuedAt, lines));
        return id;
    }

    private static InvoiceFinalized document(
            TestOrganization organization, UUID id, String currency, String issuedAt, Line... lines) {
        return new InvoiceFinalized(
                organization.id(),
                id,
                id.toString(),
                currency,
                time("2026-01-10T00:00:00Z"),
                time("2026-02-10T00:00:00Z"),
                time(issuedAt),
                List.of(lines),
                subtotal(lines),
                tax(lines),
                subtotal(lines) + tax(lines));
    }

    private static CreditNoteIssued creditNote(
            TestOrganization organization,
            String number,
            @Nullable UUID correctsInvoiceId,
            String issuedAt,
            Line... lines) {
        return new CreditNoteIssued(
                organization.id(),
                Ids.next(),
                number,
                correctsInvoiceId,
                "USD",
                time("2026-01-10T00:00:00Z"),
                time("2026-02-10T00:00:00Z"),
                time(issuedAt),
                List.of(lines),
                subtotal(lines),
                tax(lines),
                subtotal(lines) + tax(lines));
    }

    private static long tax(Line... lines) {
        return List.of(lines).stream()
                .filter(line -> line.kind() == LineKind.TAX)
                .mapToLong(Line::amountMinor)
                .sum();
    }

    private static long subtotal(Line... lines) {
        return List.of(lines).stream().mapToLong(Line::amountMinor).sum() - tax(lines);
    }

    private static PaymentRecorded payment(
            TestOrganization organization, UUID invoice, long amountMinor, String recordedAt, long openMinor) {
        return new PaymentRecorded(
                organization.id(),
                Ids.next(),
                invoice,
                amountMinor,
                "USD",
                time("2026-01-18T00:00:00Z"),
                time(recordedAt),
                openMinor);
    }

    private static InvoiceSettled settled(
            TestOrganization organization, UUID invoice, SettlementStatus status, long openMinor, String changedAt) {
        return new InvoiceSettled(organization.id(), invoice, status, openMinor, "USD", time(changedAt));
    }

    private static InvoiceShares shares(
            InvoiceFinalized invoice, Line line, int part, int parts, int from, int workspaces) {
        return new InvoiceShares(
                invoice.organizationId(),
                invoice.invoiceId(),
                line.lineId(),
                part,
                parts,
                IntStream.range(from, from + workspaces)
                        .mapToObj(index -> new WorkspaceShare(new UUID(9, index), index))
                        .toList());
    }
}
