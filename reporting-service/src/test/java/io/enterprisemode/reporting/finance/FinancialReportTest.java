package io.enterprisemode.reporting.finance;

import static io.enterprisemode.reporting.ReportingApi.FINANCIAL;
import static io.enterprisemode.reporting.ReportingApi.as;
import static io.enterprisemode.reporting.ReportingApi.awaitRows;
import static io.enterprisemode.reporting.ReportingApi.knownOrganizations;
import static io.enterprisemode.reporting.ReportingApi.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.InvoiceFinalized;
import io.enterprisemode.contracts.billing.InvoiceFinalized.Line;
import io.enterprisemode.contracts.billing.InvoiceFinalized.WorkspaceShare;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.contracts.billing.SubscriptionChanged;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.contracts.events.EventHeaders;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.kafka.Publisher;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithSuite("reporting")
class FinancialReportTest {

    private TwoOrganizations organizations;

    @BeforeEach
    void twoOrganizations() {
        organizations = knownOrganizations();
    }

    @Test
    void theReportEqualsTheInvoicesIssuedInTheMonthToTheCent() {
        TestOrganization a = organizations.a();
        Publisher.publish(invoice(
                a,
                "1",
                "USD",
                "2026-02-28T10:05:00Z",
                line(LineKind.SUBSCRIPTION, 9_900),
                overage(a, 1_001),
                line(LineKind.TAX, 2_071)));
        Publisher.publish(invoice(
                a,
                "2",
                "USD",
                "2026-02-01T00:00:00Z",
                line(LineKind.ADJUSTMENT, -2),
                line(LineKind.CREDIT, -1_450),
                line(LineKind.SUBSCRIPTION, 2_900)));
        Publisher.publish(invoice(a, "3", "JPY", "2026-02-10T00:00:00Z", line(LineKind.SUBSCRIPTION, 5_000)));
        Publisher.publish(invoice(a, "0", "USD", "2026-01-31T23:59:59.999999Z", line(LineKind.SUBSCRIPTION, 7)));
        Publisher.publish(invoice(a, "4", "USD", "2026-03-01T00:00:00Z", line(LineKind.SUBSCRIPTION, 7)));
        Publisher.publish(
                invoice(organizations.b(), "1", "USD", "2026-02-10T00:00:00Z", line(LineKind.SUBSCRIPTION, 29_900)));
        awaitRows("invoice_fact", a.id(), 5);
        awaitRows("invoice_fact", organizations.b().id(), 1);

        as(a.viewer())
                .get(FINANCIAL + "?month=2026-02")
                .then()
                .statusCode(200)
                .body("month", equalTo("2026-02"))
                .body("periodStart", equalTo("2026-02-01T00:00:00Z"))
                .body("periodEnd", equalTo("2026-03-01T00:00:00Z"))
                .body("currencies.currency", contains("JPY", "USD"))
                .body("currencies.invoices", contains(1, 2))
                .body("currencies[1].revenue.subscriptionMinor", equalTo(12_800))
                .body("currencies[1].revenue.overageMinor", equalTo(1_001))
                .body("currencies[1].revenue.adjustmentMinor", equalTo(-2))
                .body("currencies[1].revenue.creditMinor", equalTo(-1_450))
                .body("currencies[1].revenue.subtotalMinor", equalTo(12_349))
                .body("currencies[1].revenue.taxMinor", equalTo(2_071))
                .body("currencies[1].revenue.totalMinor", equalTo(14_420))
                .body("invoices.number", contains("2", "3", "1"))
                .body("invoices.revenue.totalMinor", contains(1_448, 5_000, 12_972));
        as(organizations.b().owner())
                .get(FINANCIAL + "?month=2026-02")
                .then()
                .body("invoices", hasSize(1))
                .body("currencies[0].revenue.totalMinor", equalTo(29_900));
    }

    @Test
    void anInvoiceThatComesTwiceCountsOnce() {
        TestOrganization a = organizations.a();
        InvoiceFinalized invoice =
                invoice(a, "1", "USD", "2026-02-10T00:00:00Z", line(LineKind.SUBSCRIPTION, 9_900), overage(a, 100));
        Event event = Publisher.publish(invoice);
        Publisher.publish(Topics.BILLING_LIFECYCLE, event);
        Publisher.publish(invoice);
        Publisher.publish(invoice(a, "2", "USD", "2026-03-10T00:00:00Z", line(LineKind.SUBSCRIPTION, 9_900)));
        awaitRows("invoice_fact", a.id(), 2);

        assertThat(rows("invoice_line_fact", a.id())).isEqualTo(3);
        assertThat(rows("invoice_line_share", a.id())).isEqualTo(2);
        as(a.owner())
                .get(FINANCIAL + "?month=2026-02")
                .then()
                .body("currencies[0].revenue.totalMinor", equalTo(10_000));
    }

    @Test
    void anInvoiceThatDoesNotAddUpIsNotTakenIn() {
        TestOrganization a = organizations.a();
        InvoiceFinalized right = invoice(a, "1", "USD", "2026-02-10T00:00:00Z", line(LineKind.SUBSCRIPTION, 9_900));
        String wrong = EventJson.write(right).replace("\"amountMinor\":9900", "\"amountMinor\":9901");
        try (TopicReader letters = TopicReader.fromNow(Topics.deadLetter(Topics.BILLING_LIFECYCLE))) {
            Publisher.publish(
                    Topics.BILLING_LIFECYCLE, a.id().toString(), EventTypes.INVOICE_FINALIZED.type(), a.id(), wrong);
            Publisher.publish(invoice(a, "2", "USD", "2026-02-10T00:00:00Z", line(LineKind.SUBSCRIPTION, 1)));

            assertThat(letters.await(record -> record.belongsTo(a.id())).headers())
                    .containsEntry(EventHeaders.DEAD_LETTER_CONSUMER, "reporting-finance");
            awaitRows("invoice_fact", a.id(), 1);
        }
    }

    @Test
    void recurringRevenueIsThatOfTheMonthsEndWhateverTheOrderOfTheEvents() {
        TestOrganization a = organizations.a();
        UUID subscription = Ids.next();
        Publisher.publish(subscription(a, subscription, 3, BillingInterval.YEAR, 99_000, "2026-03-05T00:00:00Z"));
        Publisher.publish(subscription(a, subscription, 1, BillingInterval.MONTH, 2_900, "2026-01-10T00:00:00Z"));
        Publisher.publish(subscription(a, subscription, 2, BillingInterval.MONTH, 9_900, "2026-02-27T00:00:00Z"));
        Publisher.publish(subscription(a, subscription, 2, BillingInterval.MONTH, 9_900, "2026-02-27T00:00:00Z"));
        awaitRows("subscription_fact", a.id(), 3);

        recurring("2025-12", 0, 0, 0, 0, 0);
        recurring("2026-01", 0, 2_900, 2_900, 0, 0);
        recurring("2026-02", 2_900, 9_900, 0, 7_000, 0);
        recurring("2026-03", 9_900, 8_250, 0, 0, -1_650);
    }

    @Test
    void theRunningMonthIsAnsweredWhenNoneIsNamed() {
        as(organizations.a().viewer())
                .get(FINANCIAL)
                .then()
                .statusCode(200)
                .body(
                        "month",
                        equalTo(java.time.YearMonth.now(java.time.ZoneOffset.UTC)
                                .toString()))
                .body("currencies", hasSize(0))
                .body("invoices", hasSize(0));
    }

    @Test
    void theReportComesAsCsvByFormatOrAcceptHeader() {
        TestOrganization a = organizations.a();
        Publisher.publish(invoice(
                a,
                "=1+1",
                "USD",
                "2026-02-10T00:00:00Z",
                line(LineKind.SUBSCRIPTION, 2_900),
                line(LineKind.CREDIT, -3_000)));
        Publisher.publish(invoice(a, "2", "JPY", "2026-02-11T00:00:00Z", line(LineKind.SUBSCRIPTION, 5_000)));
        awaitRows("invoice_fact", a.id(), 2);

        String byFormat = as(a.owner())
                .get(FINANCIAL + "?month=2026-02&format=csv")
                .then()
                .statusCode(200)
                .contentType("text/csv")
                .header("Content-Disposition", "attachment; filename=\"financial-report-2026-02.csv\"")
                .extract()
                .asString();
        List<String> lines = byFormat.lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(0))
                .isEqualTo("number,invoiceId,issuedAt,periodStart,periodEnd,currency,subscription,overage,adjustment,"
                        + "credit,subtotal,tax,total,document,correctsInvoiceId,opening,invoiced,credited,voided,"
                        + "uncollectible,collected,refunded,outstanding");
        assertThat(lines.get(1)).startsWith("'=1+1,").contains(",USD,29.00,0.00,0.00,-30.00,-1.00,0.00,-1.00,INVOICE,");
        assertThat(lines.get(2)).contains(",JPY,5000,0,0,0,5000,0,5000,INVOICE,");
        assertThat(lines.get(3)).startsWith("TOTAL,").contains(",JPY,");
        assertThat(lines.get(4)).startsWith("TOTAL,").contains(",USD,29.00,0.00,0.00,-30.00,-1.00,0.00,-1.00,TOTAL,");
        assertThat(as(a.owner())
                        .accept("text/csv")
                        .get(FINANCIAL + "?month=2026-02")
                        .then()
                        .statusCode(200)
                        .contentType("text/csv")
                        .extract()
                        .asString())
                .isEqualTo(byFormat);
        as(a.owner())
                .accept("text/csv")
                .get(FINANCIAL + "?month=2026-02&format=json")
                .then()
                .contentType("application/json");
    }

    @Test
    void moneyIsShownToThoseWhoMayReadReportsOfTheWholeOrganization() {
        as(organizations.a().viewer()).get(FINANCIAL).then().statusCode(200);
        as(organizations.a().teamMember()).get(FINANCIAL).then().statusCode(403);
        as(organizations.stranger()).get(FINANCIAL).then().statusCode(404);
        as(organizations.a().owner())
                .header("Enterprise-Org", organizations.b().id())
                .get(FINANCIAL)
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"month=2026", "month=2026-13", "month=1999-12", "month=9999-01", "format=pdf"})
    void aParameterThatCannotBeReadIsNamed(String query) {
        as(organizations.a().owner())
                .get(FINANCIAL + "?" + query)
                .then()
                .statusCode(400)
                .body("errors.pointer", contains(query.split("=", 2)[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"month=2026-01&month=2026-02", "month=2026-01&month=2026-01", "month=&month=2026-01"})
    void aMonthThatIsThereTwiceIsRefused(String query) {
        as(organizations.a().owner())
                .get(FINANCIAL + "?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.pointer", contains("month"))
                .body("errors.detail", contains("is there more than once"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"moth=2026-01", "Month=2026-01", "format=json&%6doth"})
    void aParameterThatIsNotKnownIsNamed(String query) {
        as(organizations.a().owner())
                .urlEncodingEnabled(false)
                .get(FINANCIAL + "?" + query)
                .then()
                .statusCode(400)
                .body("errors.pointer", contains(query.startsWith("Month") ? "Month" : "moth"))
                .body("errors.detail", contains("is not a known parameter, those are month, format"));
        as(organizations.stranger())
                .urlEncodingEnabled(false)
                .get(FINANCIAL + "?" + query)
                .then()
                .statusCode(404);
    }

    @Test
    void aFormThatIsNotToBeHadIsRefusedInWordsThatNameNone() {
        as(organizations.a().owner())
                .noFilters()
                .accept("application/xml")
                .get(FINANCIAL)
                .then()
                .statusCode(406)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/not-acceptable"))
                .body("title", equalTo("No representation fits the Accept header"))
                .body("detail", equalTo("See the operation's content types."))
                .body("errors", anyOf(nullValue(), hasSize(0)));
    }

    @Test
    void aMonthFarAwayIsToldTheBounds() {
        as(organizations.a().owner())
                .queryParam("month", "+12026-02")
                .get(FINANCIAL)
                .then()
                .statusCode(400)
                .body("errors[0].detail", startsWith("must be between 2000-01 and"));
    }

    private void recurring(String month, int opening, int mrr, int newRevenue, int expansion, int contraction) {
        var answer = as(organizations.a().owner())
                .get(FINANCIAL + "?month=" + month)
                .then()
                .statusCode(200);
        if (mrr == 0 && opening == 0) {
            answer.body("currencies", hasSize(0));
            return;
        }
        answer.body("currencies[0].recurring.openingMrrMinor", equalTo(opening))
                .body("currencies[0].recurring.mrrMinor", equalTo(mrr))
                .body("currencies[0].recurring.newMinor", equalTo(newRevenue))
                .body("currencies[0].recurring.expansionMinor", equalTo(expansion))
                .body("currencies[0].recurring.contractionMinor", equalTo(contraction))
                .body("currencies[0].recurring.churnMinor", equalTo(0))
                .body("currencies[0].revenue.totalMinor", equalTo(0));
    }

    private static SubscriptionChanged subscription(
            TestOrganization organization,
            UUID subscription,
            long revision,
            BillingInterval interval,
            long priceMinor,
            String changedAt) {
        return new SubscriptionChanged(
                organization.id(),
                subscription,
                "professional",
                1,
                SubscriptionStatus.ACTIVE,
                interval,
                priceMinor,
                "USD",
                Instant.parse("2026-01-10T00:00:00Z"),
                Instant.parse("2026-01-10T00:00:00Z"),
                Instant.parse("2026-02-10T00:00:00Z"),
                50,
                25,
                revision,
                Instant.parse(changedAt));
    }

    private static InvoiceFinalized invoice(
            TestOrganization organization, String number, String currency, String issuedAt, Line... lines) {
        long tax = 0;
        long subtotal = 0;
        for (Line line : lines) {
            if (line.kind() == LineKind.TAX) {
                tax += line.amountMinor();
            } else {
                subtotal += line.amountMinor();
            }
        }
        return new InvoiceFinalized(
                organization.id(),
                Ids.next(),
                number,
                currency,
                Instant.parse("2026-01-10T00:00:00Z"),
                Instant.parse("2026-02-10T00:00:00Z"),
                Instant.parse(issuedAt),
                List.of(lines),
                subtotal,
                tax,
                subtotal + tax);
    }

    private static Line line(LineKind kind, long amountMinor) {
        return new Line(Ids.next(), kind, null, kind.name(), null, null, amountMinor, List.of());
    }

    private static Line overage(TestOrganization organization, long amountMinor) {
        return new Line(
                Ids.next(),
                LineKind.OVERAGE,
                "emails",
                "Emails above 100,000",
                12_500L,
                "0.0008",
                amountMinor,
                List.of(
                        new WorkspaceShare(organization.workspaceId(), 100_000),
                        new WorkspaceShare(organization.otherWorkspaceId(), 12_500)));
    }
}
