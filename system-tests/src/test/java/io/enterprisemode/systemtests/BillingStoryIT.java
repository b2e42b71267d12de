package io.enterprisemode.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.systemtests.http.Answer;
import io.enterprisemode.systemtests.http.Caller;
import io.enterprisemode.systemtests.suite.Organization;
import io.enterprisemode.systemtests.suite.RunningSuite;
import io.enterprisemode.systemtests.suite.SystemTest;
import io.enterprisemode.systemtests.suite.UsageEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The life of a paying organization in the first months of 2031, by the clock that the operator sets: Free by itself, a
 * trial of Professional, beyond what is included, up to Enterprise in mid-month, down to Starter, late usage, canceled,
 * back again. Every amount is computed by hand; tax is 19 %.
 */
@SystemTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BillingStoryIT {

    private static Organization initech;
    private static String workspace;
    private static Caller operator;
    private static String invoiceOfFebruary;

    @BeforeAll
    static void anOrganizationThatIsTaxed(RunningSuite suite) {
        initech = Organization.found(suite, "Initech Billing");
        workspace = initech.anyWorkspace();
        operator = suite.operator().caller();
        operator.put(path("tax"), Map.of("treatment", "RATE", "rate", "0.19")).expect(200);
    }

    private static String path(String rest) {
        return "/api/billing/organizations/" + initech.id() + "/" + rest;
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    /** Lets it be this time, and does what is due by then. */
    private static void itIs(String time) {
        operator.put(path("clock"), Map.of("at", time)).expect(204);
        operator.post(path("catch-up"), Map.of()).expect(200);
    }

    private static String use(String meter, String time, long quantity) {
        Answer answer = initech.asOwner()
                .post("/api/billing/usage", UsageEvents.of(workspace).event(time + quantity, meter, at(time), quantity))
                .expect(200);
        return answer.json().path("results").path(0).path("status").asText();
    }

    private static JsonNode subscription() {
        return initech.asOwner()
                .get("/api/billing/subscriptions/current")
                .expect(200)
                .json();
    }

    private static Answer change(String operation, Map<String, ?> request) {
        return initech.asOwner()
                .post("/api/billing/subscriptions/current/" + operation, request)
                .expect(200);
    }

    /** Newest first. */
    private static List<JsonNode> documents() {
        List<JsonNode> documents = new ArrayList<>();
        initech.asOwner()
                .get("/api/billing/invoices")
                .expect(200)
                .json()
                .path("items")
                .forEach(documents::add);
        return documents;
    }

    private static JsonNode newest() {
        return initech.asOwner()
                .get("/api/billing/invoices/"
                        + documents().getFirst().path("id").asText())
                .expect(200)
                .json();
    }

    /** Its lines as kind, plan, quantity and amount, and what it comes to. */
    private static List<String> shown(JsonNode document) {
        List<String> shown = new ArrayList<>();
        for (JsonNode line : document.path("lines")) {
            shown.add(line.path("kind").asText() + " " + line.path("plan").asText()
                    + (line.has("quantity") ? " " + line.path("quantity").asLong() : "") + " "
                    + line.path("amount").path("amountMinor").asLong());
        }
        shown.add(document.path("number").asText() + ": "
                + document.path("subtotal").path("amountMinor").asLong() + " + "
                + document.path("tax").path("amountMinor").asLong() + " = "
                + document.path("total").path("amountMinor").asLong());
        return shown;
    }

    private static void pay(JsonNode invoice) {
        operator.post(
                        path("invoices/" + invoice.path("id").asText() + "/payments"),
                        Map.of(
                                "amountMinor",
                                        invoice.path("open").path("amountMinor").asLong(),
                                "currency", "USD",
                                "reference", "Transfer"))
                .expect(201);
    }

    @Test
    @Order(1)
    void everyOrganizationHasFreeByItself() {
        assertThat(subscription().path("plan").asText()).isEqualTo("free");
        itIs("2031-01-01T00:00:00Z");

        assertThat(use("ai_requests", "2031-01-01T00:00:00Z", 100)).isEqualTo("accepted");
        assertThat(use("ai_requests", "2031-01-01T00:00:00Z", 1)).isEqualTo("blocked");
        assertThat(documents()).isEmpty();
    }

    @Test
    @Order(2)
    void aTrialOfProfessionalIsFreeAndBlocksAtItsLimits() {
        Map<String, Object> trial = new HashMap<>(Map.of("plan", "professional", "interval", "MONTH"));
        trial.put("trialDays", 7);
        JsonNode made = initech.asOwner()
                .post("/api/billing/subscriptions", trial)
                .expect(201)
                .json();

        assertThat(made.path("status").asText()).isEqualTo("TRIALING");
        assertThat(made.path("trialEnd").asText()).isEqualTo("2031-01-08T00:00:00Z");
        itIs("2031-01-03T00:00:00Z");
        assertThat(use("contacts", "2031-01-03T00:00:00Z", 50_000)).isEqualTo("accepted");
        assertThat(use("contacts", "2031-01-03T00:00:01Z", 50_001)).isEqualTo("blocked");
        assertThat(documents()).isEmpty();
    }

    /** 99.00 from 8 January to 8 February; 19 % are 18.81. */
    @Test
    @Order(3)
    void whenItEndsTheFirstMonthIsCharged() {
        itIs("2031-01-10T00:00:00Z");

        assertThat(subscription().path("status").asText()).isEqualTo("ACTIVE");
        assertThat(shown(newest()))
                .containsExactly("SUBSCRIPTION professional 9900", "INV-000001: 9900 + 1881 = 11781");
        assertThat(documents().getFirst().path("issuedAt").asText()).isEqualTo("2031-01-08T00:00:00Z");
        pay(newest());
        assertThat(use("ai_requests", "2031-01-10T00:00:00Z", 40_000))
                .as("30,000 beyond what Professional includes")
                .isEqualTo("accepted");
    }

    /**
     * 15 of 31 days are left. Credit: 9,900 x 15 / 31 = 4,790.32; charge: 29,900 x 15 / 31 = 14,467.74; net 9,678, of
     * which 19 % are 1,838.82.
     */
    @Test
    @Order(4)
    void anUpgradeInMidMonthIsChargedToTheSecondAndAsItsPreviewSaid() {
        itIs("2031-01-24T00:00:00Z");
        JsonNode preview =
                change("change/preview", Map.of("plan", "enterprise")).json();

        change("change", Map.of("plan", "enterprise"));

        List<String> expected = List.of(
                "CREDIT professional -4790", "SUBSCRIPTION enterprise 14468", "INV-000002: 9678 + 1839 = 11517");
        assertThat(shown(newest())).isEqualTo(expected);
        assertThat(shown(preview.path("documents").path(0)).subList(0, 2)).isEqualTo(expected.subList(0, 2));
        assertThat(preview.path("documents")
                        .path(0)
                        .path("total")
                        .path("amountMinor")
                        .asLong())
                .isEqualTo(11_517);
        pay(newest());
        assertThat(use("ai_requests", "2031-01-24T00:00:00Z", 20_000)).isEqualTo("accepted");
    }

    @Test
    @Order(5)
    void aDowngradeWaitsForTheEndOfWhatIsPaid() {
        itIs("2031-01-26T00:00:00Z");

        JsonNode waiting = change("change", Map.of("plan", "starter")).json();

        assertThat(waiting.path("plan").asText()).isEqualTo("enterprise");
        assertThat(waiting.path("pendingChange").path("plan").asText()).isEqualTo("starter");
        assertThat(waiting.path("pendingChange").path("at").asText()).isEqualTo("2031-02-08T00:00:00Z");
        assertThat(documents()).hasSize(2);
    }

    /**
     * Included are the means, weighted by 16 and 15 days: 10,000 x 16/31 + 100,000 x 15/31 = 53,548.39, so 6,452 of
     * 60,000 are charged, at 0.0150 x 16/31 + 0.0100 x 15/31 = 0.39/31: 81.1703. With the 29.00 of Starter 110.17, of
     * which 19 % are 20.93.
     */
    @Test
    @Order(6)
    void theMonthIsBilledByTheMeanOfItsPlansTogetherWithTheNextPrice() {
        itIs("2031-02-08T00:30:00Z");
        assertThat(documents()).as("the grace is an hour").hasSize(2);
        assertThat(subscription().path("plan").asText()).isEqualTo("starter");
        itIs("2031-02-10T00:00:00Z");

        assertThat(shown(newest()))
                .containsExactly(
                        "SUBSCRIPTION starter 2900",
                        "OVERAGE enterprise 6452 8117",
                        "INV-000003: 11017 + 2093 = 13110");
        assertThat(newest().path("issuedAt").asText()).isEqualTo("2031-02-08T01:00:00Z");
        invoiceOfFebruary = newest().path("id").asText();
        assertThat(use("ai_requests", "2031-01-30T00:00:00Z", 1_000))
                .as("eleven days late")
                .isEqualTo("accepted");
        assertThat(use("emails", "2031-02-09T00:00:00Z", 12_000)).isEqualTo("accepted");
    }

    /** 14 of 28 days are left: 14.50, of which 19 % are 2.755; it settles the invoice that charged the month. */
    @Test
    @Order(7)
    void whoCancelsNowGetsACreditNote() {
        itIs("2031-02-22T00:00:00Z");

        JsonNode canceled =
                change("cancel", Map.of("when", "NOW", "credit", true)).json();

        assertThat(canceled.path("status").asText()).isEqualTo("CANCELED");
        assertThat(shown(newest())).containsExactly("CREDIT starter -1450", "CN-000001: -1450 + -276 = -1726");
        assertThat(newest().path("corrects").asText()).isEqualTo(invoiceOfFebruary);
        JsonNode corrected = initech.asOwner()
                .get("/api/billing/invoices/" + invoiceOfFebruary)
                .expect(200)
                .json();
        assertThat(corrected.path("open").path("amountMinor").asLong()).isEqualTo(13_110 - 1_726);
        pay(corrected);
    }

    /**
     * Starter ran for half of the month: 5,000 emails are included, 7,000 cost 0.0010 each. With 61,000 requests the
     * month before would have cost 7,452 x 0.39/31 = 93.7510; 81.17 were charged. 19.58 in all, of which 19 % are 3.72.
     */
    @Test
    @Order(8)
    void whatWasUsedUntilTheEndIsBilledWithWhatCameLate() {
        itIs("2031-02-22T01:00:00Z");

        assertThat(shown(newest()))
                .containsExactly(
                        "OVERAGE starter 7000 700", "ADJUSTMENT enterprise 1000 1258", "INV-000004: 1958 + 372 = 2330");
    }

    /** 1,000 emails of before the end cost 1.00; the last document comes 35 days and the grace after it. */
    @Test
    @Order(9)
    void whoComesBackBeginsAnewAndWhatComesLateIsOnALastInvoice() {
        itIs("2031-02-25T00:00:00Z");
        initech.asOwner()
                .post("/api/billing/subscriptions", Map.of("plan", "free", "interval", "MONTH"))
                .expect(201);
        assertThat(use("emails", "2031-02-20T00:00:00Z", 1_000)).isEqualTo("accepted");
        assertThat(use("emails", "2031-02-25T00:00:00Z", 1_000)).isEqualTo("accepted");
        assertThat(use("emails", "2031-02-25T00:00:00Z", 1)).isEqualTo("blocked");
        itIs("2031-03-29T00:59:59Z");
        assertThat(documents()).hasSize(5);
        itIs("2031-03-29T01:00:00Z");

        assertThat(shown(newest())).containsExactly("ADJUSTMENT starter 1000 100", "INV-000005: 100 + 19 = 119");
        assertThat(documents()).hasSize(6);
    }

    @Test
    @Order(10)
    void theLedgerSumsToZeroAndTheStatementSaysWhatIsOwed() {
        JsonNode statement = initech.asOwner()
                .get("/api/billing/statement?limit=50")
                .expect(200)
                .json();
        JsonNode balances =
                operator.get("/api/billing/ledger/trial-balance").expect(200).json();

        assertThat(statement
                        .path("items")
                        .path(0)
                        .path("balance")
                        .path("amountMinor")
                        .asLong())
                .isEqualTo(2_330 + 119);
        assertThat(balances.path("unbalancedEntries").asLong()).isZero();
        for (JsonNode currency : balances.path("currencies")) {
            assertThat(currency.path("sumMinor").asLong()).isZero();
        }
        operator.delete(path("clock")).expect(204);
    }
}
