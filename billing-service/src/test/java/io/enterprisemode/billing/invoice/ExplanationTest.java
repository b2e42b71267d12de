package io.enterprisemode.billing.invoice;

import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.SUBSCRIPTIONS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines are explained down to their events, and recomputed from them. */
@QuarkusTest
@WithSuite("billing")
class ExplanationTest {

    private static final String RECOMPUTATIONS = "/api/billing/recomputations";

    private static final String PLAN_FROM = """
            insert into subscription_plan (org_id, subscription_id, starts_at, plan_code, plan_version, created_at)
            select org_id, id, ?, ?, 1, ? from subscription where org_id = ? and status <> 'CANCELED'""";

    /** Of a part, those that another one has not seen. */
    private static final String FORGET_NEW_VALUES = """
            delete from usage_period_value
             where org_id = ? and period_start = ? and value_key not in (
                select value_key from usage_period_value where org_id = ? and period_start = ?)""";

    private final Instant anchor = OffsetDateTime.now(ZoneOffset.UTC)
            .minusMonths(2)
            .minusDays(2)
            .withNano(0)
            .toInstant();

    private final Instant end = anchor.atOffset(ZoneOffset.UTC).plusMonths(1).toInstant();

    /** Usage of before is not taken in any more. */
    private final Instant changed = end.minus(Duration.ofDays(1));

    private TestOrganization acme;
    private TestOrganization globex;
    private String sum;
    private String max;
    private String unique;

    @BeforeEach
    void organizations() {
        var organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private static ValidatableResponse issue(TestOrganization organization) {
        return as(organization.admin())
                .contentType("application/json")
                .body("{}")
                .post(INVOICES)
                .then();
    }

    private static RequestSpecification asOperator() {
        return given().auth().oauth2(Tokens.operator().signed());
    }

    /** Two plans with other prices, the second one on the last day, and usage in both parts. */
    private JsonPath invoiceOfAPeriodWithTwoPlans() {
        sum = BillingApi.meter("SUM", null);
        max = BillingApi.meter("MAX", null);
        unique = BillingApi.meter("UNIQUE_COUNT", "value");
        String first = BillingApi.plan(List.of(
                BillingApi.charged(sum, "0.01"), BillingApi.charged(max, "1"), BillingApi.charged(unique, "0.5")));
        String second = BillingApi.plan(List.of(
                BillingApi.charged(sum, "0.02"), BillingApi.charged(max, "2"), BillingApi.charged(unique, "1")));
        BillingApi.subscribe(acme, first, "MONTH", anchor).statusCode(201);
        StoredOrganization.update(PLAN_FROM, changed, second, changed, acme.id());
        StoredOrganization.update("update subscription set revision = revision + 1 where org_id = ?", acme.id());
        send(
                        acme.member(),
                        List.of(
                                usage(sum, acme.workspaceId(), changed.minusSeconds(60), 100),
                                usage(sum, acme.otherWorkspaceId(), changed.plusSeconds(60), 51),
                                usage(max, acme.workspaceId(), changed.minusSeconds(60), 7),
                                usage(max, acme.workspaceId(), changed.minusSeconds(30), 3),
                                usage(max, acme.otherWorkspaceId(), changed.plusSeconds(60), 4),
                                value(changed.minusSeconds(60), "anna"),
                                value(changed.plusSeconds(60), "anna"),
                                value(changed.plusSeconds(61), "bert")))
                .statusCode(200)
                .body("results.status", not(hasItem("rejected")));
        return issue(acme).statusCode(201).extract().jsonPath();
    }

    private static Map<String, Object> usage(String meter, UUID workspace, Instant time, long quantity) {
        return event(Ids.next().toString(), meter, workspace, time, quantity);
    }

    private Map<String, Object> value(Instant time, String value) {
        return with(
                usage(unique, acme.workspaceId(), time, 1),
                "data",
                Map.of("quantity", 1, "properties", Map.of("value", value)));
    }

    private static String line(JsonPath invoice, String meter) {
        return invoice.getString("lines.find { it.meter == '" + meter + "' }.id");
    }

    private ValidatableResponse explanation(JsonPath invoice, String lineId) {
        return as(acme.admin())
                .get(INVOICES + "/" + invoice.getString("id") + "/lines/" + lineId + "/explanation")
                .then();
    }

    private ValidatableResponse proof(JsonPath invoice) {
        return as(acme.admin())
                .get(INVOICES + "/" + invoice.getString("id") + "/proof")
                .then()
                .statusCode(200);
    }

    private static int amount(JsonPath invoice, String meter) {
        return invoice.getInt("lines.find { it.meter == '" + meter + "' }.amount.amountMinor");
    }

    @Test
    void usageIsExplainedPartByPartDownToItsEvents() {
        JsonPath invoice = invoiceOfAPeriodWithTwoPlans();

        explanation(invoice, line(invoice, sum))
                .statusCode(200)
                .body("kind", equalTo("OVERAGE"))
                .body("usage.used", equalTo(151))
                .body("usage.included", equalTo(0))
                .body("usage.parts.used", contains(100, 51))
                .body("usage.parts.model", contains("PER_UNIT", "PER_UNIT"))
                .body("usage.parts.charged", contains(151, 151))
                .body("usage.parts.steps.charge", contains(List.of("1.51"), List.of("3.02")))
                .body("usage.parts.start", contains(anchor.toString(), changed.toString()))
                .body("usage.parts.end", contains(changed.toString(), end.toString()))
                .body("usage.parts[0].seconds", equalTo((int)
                        Duration.between(anchor, changed).toSeconds()))
                .body("usage.before.quantity", equalTo(0))
                .body("usage.line.quantity", equalTo(151))
                .body("usage.rated.amount.amountMinor", equalTo(amount(invoice, sum)))
                .body("rounding.rounded.amountMinor", equalTo(amount(invoice, sum)))
                .body("rounding.mode", equalTo("HALF_UP"))
                .body("formula", containsString("151 used, 0 included: 151 above it, of which 151 have a price"))
                .body("usage.now.used", equalTo(151))
                .body("usage.now.pending.amountMinor", equalTo(0))
                .body("usage.hours.workspaces.quantity", contains(100, 51))
                .body("usage.hours.items.quantity", containsInAnyOrder(100, 51))
                .body("usage.hours.leftOut", equalTo(0))
                .body("usage.events.complete", equalTo(true))
                .body("usage.events.path", endsWith(line(invoice, sum) + "/events"));
        explanation(invoice, line(invoice, max))
                .body("usage.parts.used", contains(7, 7))
                .body("usage.parts.steps.charge", contains(List.of("7"), List.of("14")))
                .body("rounding.rounded.amountMinor", equalTo(amount(invoice, max)));
        explanation(invoice, line(invoice, unique))
                .body("usage.used", equalTo(2))
                .body("usage.parts.used", contains(nullValue(), nullValue()))
                .body("usage.parts.charged", contains(2, 2))
                .body("rounding.rounded.amountMinor", equalTo(amount(invoice, unique)));
    }

    @Test
    void theEventsBehindALineComePageByPageNewestLast() {
        JsonPath invoice = invoiceOfAPeriodWithTwoPlans();
        String events = INVOICES + "/" + invoice.getString("id") + "/lines/" + line(invoice, max) + "/events";
        String cursor = as(acme.admin())
                .get(events + "?limit=2")
                .then()
                .statusCode(200)
                .body("items.quantity", contains(7, 3))
                .body("items.late", contains(false, false))
                .body("items.billable", contains(true, true))
                .body("complete", equalTo(true))
                .extract()
                .path("nextCursor");
        as(acme.admin())
                .get(events + "?limit=2&cursor=" + cursor)
                .then()
                .body("items.quantity", contains(4))
                .body("items[0].source", equalTo("/tests"))
                .body("items[0].workspaceId", equalTo(acme.otherWorkspaceId().toString()))
                .body("nextCursor", nullValue());
        as(acme.admin()).get(events + "?cursor=x").then().statusCode(400);
        as(globex.admin()).get(events).then().statusCode(404);
        as(acme.viewer()).get(events).then().statusCode(403);
    }

    @Test
    void lateUsageIsToldApartAndItsAdjustmentIsExplained() {
        JsonPath invoice = invoiceOfAPeriodWithTwoPlans();
        send(acme.member(), usage(sum, acme.workspaceId(), end.minusSeconds(60), 49))
                .statusCode(200);
        send(acme.member(), usage(max, acme.workspaceId(), end.minusSeconds(60), 11))
                .statusCode(200);

        int pending = explanation(invoice, line(invoice, sum))
                .body("usage.used", equalTo(151))
                .body("usage.parts.used", contains(100, 51))
                .body("usage.now.used", equalTo(200))
                .extract()
                .path("usage.now.pending.amountMinor");
        assertThat(pending).isPositive();
        proof(invoice)
                .body("equal", equalTo(true))
                .body("complete", equalTo(true))
                .body("total.equal", equalTo(true))
                .body("lines.find { it.meter == '" + sum + "' }.reasons.code", contains("STILL_TO_BE_ADJUSTED"))
                .body("lines.find { it.meter == '" + sum + "' }.late.events", equalTo(1))
                .body("lines.find { it.meter == '" + sum + "' }.late.first.quantity", contains(49))
                .body("lines.find { it.meter == '" + sum + "' }.late.pending.amountMinor", equalTo(pending))
                .body("lines.find { it.meter == '" + unique + "' }.reasons", hasSize(0));

        JsonPath next = issue(acme).statusCode(201).extract().jsonPath();
        assertThat(amount(next, sum)).isEqualTo(pending);
        explanation(next, line(next, sum))
                .body("kind", equalTo("ADJUSTMENT"))
                .body("usage.used", equalTo(200))
                .body("usage.parts.used", contains(100, 100))
                .body("usage.before.quantity", equalTo(151))
                .body("usage.before.amount.amountMinor", equalTo(amount(invoice, sum)))
                .body("usage.line.quantity", equalTo(49))
                .body("usage.rated.quantity", equalTo(200))
                .body("rounding.rounded.amountMinor", equalTo(amount(invoice, sum) + pending))
                .body("formula", containsString("documents before charged"));
        explanation(next, line(next, max))
                .body("usage.parts.used", contains(7, 15))
                .body("rounding.rounded.amountMinor", equalTo(amount(invoice, max) + amount(next, max)));
        for (JsonPath each : List.of(invoice, next)) {
            proof(each)
                    .body("equal", equalTo(true))
                    .body("lines.findAll { it.meter != null }.reasons.flatten()", hasSize(0));
        }
        assertThat(next
                        .getList(
                                "lines.find { it.meter == '" + sum + "' }.workspaces.amount.amountMinor", Integer.class)
                        .stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(pending);
    }

    @Test
    void pricesAndCreditsAreExplainedByTheirShareOfTime() {
        BillingApi.subscribe(acme, "starter", "MONTH", Instant.now().minus(Duration.ofDays(3)))
                .statusCode(201);
        as(acme.admin())
                .contentType("application/json")
                .body(Map.of("plan", "professional", "when", "NOW"))
                .post(SUBSCRIPTIONS + "/current/change")
                .then()
                .statusCode(200);
        String id = as(acme.admin()).get(INVOICES).then().extract().path("items[0].id");
        JsonPath invoice =
                as(acme.admin()).get(INVOICES + "/" + id).then().extract().jsonPath();
        assertThat(invoice.getList("lines.kind")).containsExactly("CREDIT", "SUBSCRIPTION");

        explanation(invoice, invoice.getString("lines[0].id"))
                .statusCode(200)
                .body("price.plan", equalTo("starter"))
                .body("price.price.amountMinor", equalTo(2_900))
                .body("price.seconds", equalTo(invoice.getInt("lines[0].seconds")))
                .body("formula", containsString("29.00 USD x "))
                .body("formula", containsString(" and credited"))
                .body("rounding.rounded.amountMinor", equalTo(invoice.getInt("lines[0].amount.amountMinor")))
                .body("usage", nullValue());
        proof(invoice).body("equal", equalTo(true)).body("lines.equal", contains(true, true));
        as(globex.admin())
                .get(INVOICES + "/" + id + "/lines/" + invoice.getString("lines[0].id") + "/explanation")
                .then()
                .statusCode(404);
        as(acme.admin())
                .get(INVOICES + "/" + id + "/lines/" + UUID.randomUUID() + "/explanation")
                .then()
                .statusCode(404);

        StoredOrganization.update(
                "update invoice_line set amount_minor = amount_minor - 1 where org_id = ? and kind = 'CREDIT'",
                acme.id());

        proof(invoice)
                .body("equal", equalTo(false))
                .body("lines.equal", contains(false, true))
                .body("lines[0].reasons.code", contains("AMOUNT_DIFFERS"))
                .body("total.equal", equalTo(false));
    }

    /** Of a level only the part is wrong, which no figure of the whole period shows. */
    @Test
    void aCorruptedCounterIsFoundByTheProofAndByTheJob() {
        JsonPath invoice = invoiceOfAPeriodWithTwoPlans();
        proof(invoice).body("equal", equalTo(true));
        StoredOrganization.update("""
                update usage_period_workspace set own_quantity = 3, quantity = 3
                 where org_id = ? and period_start = ?
                   and meter_id = (select id from meter where code = ?)""", acme.id(), changed, max);
        StoredOrganization.update(FORGET_NEW_VALUES, acme.id(), changed, acme.id(), anchor);
        StoredOrganization.update("""
                update usage_period_workspace set quantity = quantity + 5
                 where org_id = ? and workspace_id = ? and period_start = ?
                   and meter_id = (select id from meter where code = ?)""", acme.id(), acme.workspaceId(), anchor, sum);

        proof(invoice)
                .body("equal", equalTo(false))
                .body(
                        "lines.find { it.meter == '" + sum + "' }.reasons.code",
                        contains("COUNTERS_DIFFER", "SUM_OF_WORKSPACES_DIFFERS"))
                .body("lines.find { it.meter == '" + sum + "' }.counters.counted", equalTo(156))
                .body("lines.find { it.meter == '" + sum + "' }.counters.recomputed", equalTo(151))
                .body("lines.find { it.meter == '" + sum + "' }.equal", equalTo(false));

        for (String meter : List.of(max, unique)) {
            proof(invoice)
                    .body("lines.find { it.meter == '" + meter + "' }.reasons.code", hasItem("COUNTERS_DIFFER"))
                    .body("lines.find { it.meter == '" + meter + "' }.equal", equalTo(false));
        }

        JsonPath done = recomputed();

        assertThat(done.getString("status")).isEqualTo("DONE");
        assertThat(done.getLong("checked")).isPositive();
        assertThat(done.getLong("different")).isPositive();
        assertThat(done.getList("differences.findAll { it.organizationId == '" + acme.id() + "' }.meter"))
                .contains(sum, max, unique);
    }

    @Test
    void whatWasChargedTooMuchIsFound() {
        JsonPath invoice = invoiceOfAPeriodWithTwoPlans();
        StoredOrganization.update(
                "update invoice_line set amount_minor = amount_minor + 100 where org_id = ? and meter_code = ?",
                acme.id(),
                unique);

        proof(invoice)
                .body("equal", equalTo(false))
                .body("lines.find { it.meter == '" + unique + "' }.reasons.code", contains("CHARGED_DIFFERS"))
                .body("lines.find { it.meter == '" + sum + "' }.equal", equalTo(true))
                .body("total.equal", equalTo(false));
        JsonPath done = recomputed();
        assertThat(done.getList(
                        "differences.findAll { it.organizationId == '" + acme.id() + "' }.reasons.code.flatten()"))
                .contains("CHARGED_DIFFERS", "TOTAL_DIFFERS");
    }

    private static JsonPath recomputed() {
        String location = asOperator()
                .post(RECOMPUTATIONS)
                .then()
                .statusCode(202)
                .extract()
                .header("Location");
        Awaitility.await("the recomputation")
                .atMost(Duration.ofSeconds(60))
                .until(() -> !"RUNNING".equals(asOperator().get(location).path("status")));
        return asOperator().get(location).then().statusCode(200).extract().jsonPath();
    }

    @Test
    void oneRecomputationRunsAtATimeAndOneWhoseProcessIsGoneFails() {
        UUID gone = Ids.next();
        StoredOrganization.update(
                "insert into recomputation (id, status, started_at, alive_at) values (?, 'RUNNING', now(), now())",
                gone);
        asOperator()
                .post(RECOMPUTATIONS)
                .then()
                .statusCode(409)
                .body("type", equalTo("/problems/recomputation-running"));
        StoredOrganization.update(
                "update recomputation set alive_at = now() - interval '11 minutes' where id = ?", gone);

        asOperator()
                .get(RECOMPUTATIONS + "/" + gone)
                .then()
                .statusCode(200)
                .body("status", equalTo("FAILED"))
                .body("failure", equalTo("It was interrupted."));
        assertThat(recomputed().getString("status")).isEqualTo("DONE");
        as(acme.owner()).post(RECOMPUTATIONS).then().statusCode(403);
        asOperator().get(RECOMPUTATIONS + "/" + UUID.randomUUID()).then().statusCode(404);
    }

    /** By the largest remainder: 251 by 9,000 and 3,513 is 180.53 and 70.47. */
    @Test
    void theAmountOfAUsageLineIsGivenToItsWorkspaces() {
        BillingApi.subscribe(acme, "starter", "MONTH", anchor).statusCode(201);
        send(
                        acme.member(),
                        List.of(
                                usage("emails", acme.workspaceId(), changed.plusSeconds(60), 9_000),
                                usage("emails", acme.otherWorkspaceId(), changed.plusSeconds(60), 3_513)))
                .statusCode(200);

        issue(acme)
                .statusCode(201)
                .body("lines.find { it.meter == 'emails' }.amount.amountMinor", equalTo(251))
                .body("lines.find { it.meter == 'emails' }.workspaces.amount.amountMinor", contains(181, 70))
                .body("lines.find { it.meter == 'emails' }.workspaces.amount.currency", contains("USD", "USD"));
    }
}
