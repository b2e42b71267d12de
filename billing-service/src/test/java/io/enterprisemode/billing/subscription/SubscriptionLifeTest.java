package io.enterprisemode.billing.subscription;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.SUBSCRIPTIONS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people and the operator do with subscriptions, by HTTP. */
@QuarkusTest
@WithSuite("billing")
class SubscriptionLifeTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private ValidatableResponse post(String path, Map<String, ?> request) {
        return as(acme.admin())
                .contentType("application/json")
                .body(request)
                .post(SUBSCRIPTIONS + path)
                .then();
    }

    private ValidatableResponse undo() {
        return as(acme.admin())
                .contentType("application/json")
                .post(SUBSCRIPTIONS + "/current/undo")
                .then();
    }

    private ValidatableResponse current() {
        return as(acme.admin()).get(SUBSCRIPTIONS + "/current").then().statusCode(200);
    }

    private static RequestSpecification operator() {
        return given().auth().oauth2(Tokens.operator().signed()).contentType("application/json");
    }

    private void subscribed(String plan, Duration ago) {
        BillingApi.subscribe(acme, plan, "MONTH", Instant.now().minus(ago)).statusCode(201);
    }

    @Test
    void aTrialBlocksAtItsLimitsAndIsChargedWhenItEnds() {
        Map<String, Object> trial = Map.of("plan", "professional", "interval", "MONTH", "trialDays", 14);
        String trialEnd = post("", trial)
                .statusCode(201)
                .body("status", equalTo("TRIALING"))
                .body("availableActions", contains("CHANGE_NOW", "CANCEL_NOW", "CANCEL_AT_PERIOD_END"))
                .extract()
                .path("trialEnd");
        assertThat(Instant.parse(trialEnd)).isAfter(Instant.now().plus(Duration.ofDays(13)));

        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                event("ai_requests", acme.workspaceId(), 10_000),
                                event("ai_requests", acme.workspaceId(), 1)))))
                .containsExactly("accepted", "blocked");
        as(acme.admin()).get(INVOICES).then().body("items", hasSize(0));
        as(acme.admin())
                .get(INVOICES + "/upcoming")
                .then()
                .statusCode(200)
                .body("soFar.lines.kind", contains("SUBSCRIPTION"))
                .body("soFar.lines[0].start", equalTo(trialEnd))
                .body("soFar.total.amountMinor", equalTo(9_900));
        post("/current/change/preview", Map.of("plan", "enterprise"))
                .statusCode(200)
                .body("documents", hasSize(0));
        post("/current/cancel", Map.of()).statusCode(200).body("cancelAt", equalTo(trialEnd));
        undo().statusCode(200).body("cancelAt", nullValue());
        post("/current/cancel", Map.of("when", "NOW")).statusCode(200).body("status", equalTo("CANCELED"));
        as(acme.admin()).get(INVOICES).then().body("items", hasSize(0));

        post("", trial).statusCode(409).body("type", equalTo("/problems/trial-used"));
        operator()
                .body(Map.of("plan", "professional"))
                .post("/api/billing/organizations/" + acme.id() + "/trials")
                .then()
                .statusCode(204);
        post("", trial).statusCode(201);
        post("/current/cancel", Map.of("when", "NOW")).statusCode(200);
        post("", trial).statusCode(409);
        post("", Map.of("plan", "starter", "interval", "MONTH", "trialDays", 31))
                .statusCode(400)
                .body("errors.pointer", contains("/trialDays"));
    }

    @Test
    void lessWaitsForTheEndOfWhatIsPaidAndCanBeUndone() {
        subscribed("professional", Duration.ofDays(3));
        String end = current().extract().path("currentPeriodEnd");

        post("/current/change/preview", Map.of("plan", "starter"))
                .statusCode(200)
                .body("takesEffectAt", equalTo(end))
                .body("documents", hasSize(0));
        post("/current/change", Map.of("plan", "starter"))
                .statusCode(200)
                .body("plan", equalTo("professional"))
                .body("pendingChange.plan", equalTo("starter"))
                .body("pendingChange.price.amountMinor", equalTo(2_900))
                .body("pendingChange.at", equalTo(end))
                .body("availableActions", hasItem("UNDO"));
        as(acme.admin())
                .get(INVOICES + "/upcoming")
                .then()
                .body("soFar.lines.plan", contains("starter"))
                .body("soFar.total.amountMinor", equalTo(2_900));
        post("/current/cancel", Map.of("when", "PERIOD_END"))
                .statusCode(200)
                .body("pendingChange", nullValue())
                .body("cancelAt", equalTo(end));
        undo().statusCode(200).body("cancelAt", nullValue()).body("availableActions", not(hasItem("UNDO")));
        undo().statusCode(409).body("type", equalTo("/problems/nothing-waits"));
        as(acme.admin()).get(INVOICES).then().body("items", hasSize(1));

        String id = current().extract().path("id");
        as(acme.admin())
                .get(SUBSCRIPTIONS + "/" + id + "/history")
                .then()
                .statusCode(200)
                .body("items.kind", contains("UNDONE", "CANCELLATION_SCHEDULED", "CHANGE_SCHEDULED", "CREATED"))
                .body("items[2].pendingPlan", equalTo("starter"))
                .body("items.actor", not(hasItem(nullValue())));
        as(globex.admin()).get(SUBSCRIPTIONS + "/" + id + "/history").then().statusCode(404);
    }

    /** A preview says what the change then does, to the cent. */
    @Test
    void aDowngradeNowIsACreditNoteThatSettlesWhatItCorrects() {
        subscribed("professional", Duration.ofDays(10));
        Map<String, Object> request = Map.of("plan", "starter", "when", "NOW");

        ValidatableResponse preview = post("/current/change/preview", request)
                .statusCode(200)
                .body("documents.type", contains("CREDIT_NOTE"));
        post("/current/change", request).statusCode(200).body("plan", equalTo("starter"));

        ValidatableResponse documents = as(acme.admin())
                .get(INVOICES)
                .then()
                .body("items.type", contains("CREDIT_NOTE", "INVOICE"))
                .body("items.number", contains("CN-000001", "INV-000001"))
                .body("items[0].total.amountMinor", lessThan(0));
        int given = documents.extract().path("items[0].total.amountMinor");
        int said = preview.extract().path("documents[0].total.amountMinor");
        assertThat((double) given).isBetween(said - 1.0, said + 1.0);
        String invoice = documents.extract().path("items[1].id");
        documents
                .body("items[0].corrects", equalTo(invoice))
                .body("items[1].status", equalTo("OPEN"))
                .body("items[1].open.amountMinor", equalTo(9_900 + given));
        as(acme.admin())
                .get(INVOICES + "/" + documents.extract().path("items[0].id"))
                .then()
                .body("lines.kind", contains("CREDIT", "SUBSCRIPTION"))
                .body("lines.plan", contains("professional", "starter"))
                .body("lines[0].price.amountMinor", equalTo(9_900))
                .body("lines[0].periodSeconds", notNullValue())
                .body("seller.name", notNullValue())
                .body("taxRule.label", equalTo("Tax 0%"));
        as(acme.admin())
                .get("/api/billing/statement")
                .then()
                .body("items.invoiceNumber", hasItem("CN-000001"))
                .body("items[0].balance.amountMinor", equalTo(9_900 + given));
    }

    @Test
    void whatIsLeftOfAYearIsNotCreditedUnlessThePlanSaysSo() {
        BillingApi.subscribe(acme, "starter", "YEAR", Instant.now().minus(Duration.ofDays(3)))
                .statusCode(201);

        post("/current/cancel/preview", Map.of("when", "NOW", "credit", true))
                .statusCode(409)
                .body("type", equalTo("/problems/no-credit"));
        post("/current/cancel", Map.of("when", "PERIOD_END", "credit", false))
                .statusCode(400)
                .body("errors.pointer", contains("/credit"));
        post("/current/cancel", Map.of("when", "NOW"))
                .statusCode(200)
                .body("status", equalTo("CANCELED"))
                .body("endedAt", notNullValue())
                .body("availableActions", hasSize(0));
        as(acme.admin()).get(SUBSCRIPTIONS + "/current").then().statusCode(404);
        as(acme.admin()).get(INVOICES).then().body("items.type", contains("INVOICE"));
        as(acme.viewer()).get(ENTITLEMENTS).then().body("plan", nullValue());
    }

    /** What was used under the one that ended counts towards the limits of the next one, like an earlier part. */
    @Test
    void comingBackRenewsNoLimitAndLateUsageIsOfItsTime() {
        subscribed("free", Duration.ofDays(3));
        Instant before = Instant.now().minusSeconds(120);
        assertThat(statuses(send(acme.member(), List.of(event("1", "emails", acme.workspaceId(), before, 1_000)))))
                .containsExactly("accepted");
        post("/current/cancel", Map.of("when", "NOW")).statusCode(200);
        assertThat(statuses(send(acme.member(), List.of(event("emails", acme.workspaceId(), 1)))))
                .containsExactly("blocked");
        assertThat(statuses(send(acme.member(), List.of(event("late", "contacts", acme.workspaceId(), before, 7)))))
                .as("of the time before the end")
                .containsExactly("accepted");

        post("", Map.of("plan", "free", "interval", "MONTH")).statusCode(201);

        assertThat(statuses(send(acme.member(), List.of(event("emails", acme.workspaceId(), 200)))))
                .containsExactly("blocked");
        as(acme.viewer()).get(BillingApi.USAGE).then().body("meters.find { it.meter == 'contacts' }.used", equalTo(0));
        post(
                        "",
                        Map.of(
                                "plan",
                                "free",
                                "interval",
                                "MONTH",
                                "startAt",
                                before.minusSeconds(60).toString()))
                .statusCode(409);
    }

    /** What an ended subscription used counts towards the cap of the next one, whose changes do not renew it either. */
    @Test
    void comingBackRenewsNoCap() {
        Map<String, Object> capped = new LinkedHashMap<>(BillingApi.charged("emails", "0.001"));
        capped.put("cap", 1_000);
        String plan = BillingApi.plan(List.of(capped));
        Map<String, Object> another = Map.of("plan", BillingApi.plan(List.of(capped)), "when", "NOW");
        subscribed(plan, Duration.ofDays(3));
        Instant before = Instant.now().minusSeconds(120);
        assertThat(statuses(send(acme.member(), List.of(event("1", "emails", acme.workspaceId(), before, 500)))))
                .containsExactly("accepted");
        post("/current/change", another).statusCode(200);
        assertThat(emailsOfNow(400)).containsExactly("accepted");
        post("/current/cancel", Map.of("when", "NOW")).statusCode(200);

        post("", Map.of("plan", plan, "interval", "MONTH")).statusCode(201);

        assertThat(emailsOfNow(101)).containsExactly("blocked");
        assertThat(emailsOfNow(60)).containsExactly("accepted");
        assertThat(emailsOfNow(41)).containsExactly("blocked");
        post("/current/change", another).statusCode(200);
        assertThat(emailsOfNow(41)).containsExactly("blocked");
        assertThat(emailsOfNow(30)).containsExactly("accepted");
        assertThat(emailsOfNow(11)).containsExactly("blocked");
    }

    private List<String> emailsOfNow(int quantity) {
        return statuses(send(acme.member(), List.of(event("emails", acme.workspaceId(), quantity))));
    }

    @Test
    void anotherIntervalIsPaidFromItsChangeOn() {
        subscribed("starter", Duration.ofDays(10));

        post("/current/change", Map.of("plan", "starter", "interval", "YEAR"))
                .statusCode(200)
                .body("interval", equalTo("YEAR"))
                .body("price.amountMinor", equalTo(29_000));

        as(acme.admin())
                .get(INVOICES)
                .then()
                .body("items.type", contains("INVOICE", "INVOICE"))
                .body("items[0].subtotal.amountMinor", lessThan(29_000));
        as(acme.viewer()).get(ENTITLEMENTS).then().body("meters[0].limit", equalTo(10_000));
    }

    @Test
    void whoReadAnOlderRevisionIsRefusedAndTooManyChangesAreToo() {
        subscribed("starter", Duration.ofDays(1));
        String tag = current().extract().header("ETag");
        post("/current/change", Map.of("plan", "free")).statusCode(200);

        as(acme.admin())
                .header("If-Match", tag)
                .contentType("application/json")
                .post(SUBSCRIPTIONS + "/current/undo")
                .then()
                .statusCode(412);
        for (int change = 0; change < 9; change++) {
            undo().statusCode(200);
            post("/current/change", Map.of("plan", "free")).statusCode(200);
        }
        undo().statusCode(429)
                .header("Retry-After", notNullValue())
                .body("type", equalTo("/problems/too-many-changes"));
    }

    @Test
    void theOperatorDoesWhatIsDueAndMovesSubscriptionsToAVersion() {
        subscribed("starter", Duration.ofDays(33));

        operator()
                .post("/api/billing/organizations/" + acme.id() + "/catch-up")
                .then()
                .statusCode(200)
                .body("steps", equalTo(2));
        as(acme.admin()).get(INVOICES).then().body("items", hasSize(2));
        operator()
                .post("/api/billing/plans/starter/versions/1/move")
                .then()
                .statusCode(200)
                .body("skipped", equalTo(0));
        operator().post("/api/billing/plans/starter/versions/99/move").then().statusCode(404);
        operator()
                .body(Map.of("at", Instant.now().toString()))
                .put("/api/billing/organizations/" + acme.id() + "/clock")
                .then()
                .statusCode(404);
    }
}
