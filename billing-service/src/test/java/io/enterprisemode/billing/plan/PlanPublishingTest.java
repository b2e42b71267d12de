package io.enterprisemode.billing.plan;

import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.SUBSCRIPTIONS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.testkit.contract.EventContract;
import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.kafka.ReceivedRecord;
import io.enterprisemode.testkit.kafka.TopicReader;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class PlanPublishingTest {

    private static final String PLANS = "/api/billing/plans";

    private final String code = "p" + UUID.randomUUID().toString().replace("-", "");
    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private static Map<String, Object> price(String currency, long monthlyMinor) {
        return Map.of("currency", currency, "monthlyMinor", monthlyMinor, "yearlyMinor", 10 * monthlyMinor);
    }

    private static Map<String, Object> charged(String meter, long included, List<Map<String, Object>> overage) {
        return Map.of("meter", meter, "included", included, "behaviour", "OVERAGE", "overage", overage);
    }

    private static Map<String, Object> perUnit(String currency, String unitPrice) {
        return Map.of("currency", currency, "model", "PER_UNIT", "unitPrice", unitPrice);
    }

    private static Map<String, Object> tiered(String model) {
        return Map.of(
                "currency",
                "USD",
                "model",
                model,
                "tiers",
                List.of(
                        Map.of("upTo", 100, "unitPrice", "0.10"),
                        Map.of("upTo", 200, "unitPrice", "0.05", "flat", "1.00"),
                        Map.of("unitPrice", "0.01")));
    }

    private static Map<String, Object> team() {
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("name", "Team");
        version.put("prices", List.of(price("USD", 4900), price("EUR", 4500)));
        version.put("workspaceLimit", 10);
        version.put(
                "meters",
                List.of(
                        Map.of("meter", "contacts", "included", 10, "behaviour", "BLOCK", "cap", 10),
                        charged("emails", 100, List.of(perUnit("USD", "0.0010"), perUnit("EUR", "0.0009")))));
        version.put("features", Map.of("sso", true, "support", "24h", "seats", Map.of("max", 2.50, "min", 1)));
        return version;
    }

    private ValidatableResponse publish(Map<String, ?> version) {
        return asOperator().body(version).post(PLANS + "/" + code + "/versions").then();
    }

    private static io.restassured.specification.RequestSpecification asOperator() {
        return given().auth().oauth2(Tokens.operator().signed()).contentType("application/json");
    }

    private ValidatableResponse shown(String query) {
        return as(acme.viewer()).get(PLANS + "/" + code + query).then();
    }

    @Test
    void aPublishedVersionIsShownWithEverythingItSays() {
        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            publish(team())
                    .statusCode(201)
                    .header("Location", equalTo(PLANS + "/" + code + "?version=1"))
                    .body("version", equalTo(1));

            ReceivedRecord published = audit.await(
                            1,
                            record -> record.belongsTo(AuditEvent.INSTALLATION)
                                    && record.json()
                                            .path("target")
                                            .path("id")
                                            .asText()
                                            .equals(code))
                    .getFirst();
            EventContract.assertConforms(published);
            assertThat(published.json().path("action").asText()).isEqualTo("billing.plan.published");
        }

        shown("")
                .statusCode(200)
                .body("name", equalTo("Team"))
                .body("monthlyPrice.amountMinor", equalTo(4900))
                .body("monthlyPrice.currency", equalTo("USD"))
                .body("prices.currency", contains("USD", "EUR"))
                .body("prices.yearlyMinor", contains(49000, 45000))
                .body("workspaceLimit", equalTo(10))
                .body("memberLimit", nullValue())
                .body("meters.meter", contains("emails", "contacts"))
                .body("meters[0].unitPrice", equalTo("0.0010"))
                .body("meters[0].overage.currency", contains("USD", "EUR"))
                .body("meters[0].overage.unitPrice", contains("0.0010", "0.0009"))
                .body("meters[0].softLimitPercent", equalTo(80))
                .body("meters[1].behaviour", equalTo("BLOCK"))
                .body("meters[1].overage", hasSize(0))
                .body("features.sso", equalTo(true))
                .body("features.support", equalTo("24h"))
                .body("features.seats.max", equalTo(2.5f))
                .body("retired", equalTo(false));
        as(globex.viewer()).get(PLANS).then().statusCode(200).body("items.code", hasItem(code));
    }

    @Test
    void theSameVersionAgainHasNoEffectAndAChangeIsAnotherVersion() {
        publish(team()).statusCode(201).body("version", equalTo(1));
        publish(team()).statusCode(201).body("version", equalTo(1));
        publish(with(team(), "version", 1)).statusCode(201).body("version", equalTo(1));
        publish(with(team(), "memberLimit", 7)).statusCode(201).body("version", equalTo(2));

        publish(with(team(), "version", 1)).statusCode(201).body("version", equalTo(1));
        publish(with(with(team(), "version", 1), "memberLimit", 7))
                .statusCode(409)
                .body("type", equalTo("/problems/plan-version-exists"));
        publish(with(team(), "version", 4)).statusCode(400).body("errors.pointer", contains("/version"));
        shown("").body("version", equalTo(2)).body("memberLimit", equalTo(7));
        shown("?version=1").body("version", equalTo(1)).body("memberLimit", nullValue());
        shown("?version=3").statusCode(404);
        shown("?version=x").statusCode(400).body("errors.pointer", contains("version"));
        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from plan_version where plan_code = '%s'".formatted(code)))
                .isEqualTo(2);
    }

    @Test
    void requestsAtTheSameTimeMakeOneVersion() {
        List<Integer> versions = Stream.generate(PlanPublishingTest::team)
                .limit(8)
                .parallel()
                .map(version -> publish(version).statusCode(201).extract().<Integer>path("version"))
                .toList();

        assertThat(versions).containsOnly(1);
    }

    /** Both lock the meter first, and then the revision of the catalogue: neither waits for the other for ever. */
    @Test
    void aChangeOfAMeterThatIsUnderWayIsWaitedFor() throws Exception {
        String meter = BillingApi.meter("SUM", null);
        Map<String, Object> version = team();
        version.put("meters", List.of(Map.of("meter", meter, "included", 5, "behaviour", "WARN")));
        ServiceDatabase database = ServiceDatabase.of("billing");
        try (ExecutorService executor = Executors.newSingleThreadExecutor();
                Connection change = database.superuser();
                Statement statement = change.createStatement()) {
            change.setAutoCommit(false);
            Future<Integer> published;
            try {
                statement.execute("select id from meter where code = '%s' for update".formatted(meter));
                published = executor.submit(() -> publish(version).extract().statusCode());
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> database.number("""
                                select count(*) from pg_stat_activity
                                 where wait_event_type = 'Lock' and query like 'select id from meter%'""") > 0);
                statement.execute("update meter set name = 'Changed' where code = '%s'".formatted(meter));
                change.commit();
            } finally {
                change.rollback();
            }
            assertThat(published.get()).isEqualTo(201);
        }
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceAndNothingIsPublished() {
        Map<String, Object> version = with(team(), "name", null);
        version.put("prices", List.of(price("USD", -1), price("USD", 5), price("ZZZ", 5)));
        version.put(
                "meters",
                List.of(
                        Map.of("meter", "faxes", "included", 1, "behaviour", "WARN"),
                        charged("emails", 5, List.of(perUnit("EUR", "-1")))));

        publish(version)
                .statusCode(400)
                .body("type", equalTo("/problems/validation-failed"))
                .body(
                        "errors.pointer",
                        contains(
                                "/name",
                                "/prices/0/monthlyMinor",
                                "/prices/0/yearlyMinor",
                                "/prices/1/currency",
                                "/prices/2/currency",
                                "/meters/0/meter",
                                "/meters/1/overage/0/currency",
                                "/meters/1/overage/0/unitPrice",
                                "/meters/1/overage"));
        shown("").statusCode(404);
    }

    @Test
    void onlyTheOperatorPublishesAndRetires() {
        publish(team()).statusCode(201);
        for (String action : List.of("versions", "retire", "restore")) {
            as(acme.owner())
                    .contentType("application/json")
                    .body(team())
                    .post(PLANS + "/" + code + "/" + action)
                    .then()
                    .statusCode(403);
        }
    }

    @Test
    void aRetiredPlanIsNotOfferedAndKeptByWhoeverHasIt() {
        publish(team()).statusCode(201);
        BillingApi.subscribe(acme, code);
        send(acme.member(), event("emails", acme.workspaceId(), 150)).statusCode(200);

        for (int i = 0; i < 2; i++) {
            asOperator()
                    .post(PLANS + "/" + code + "/retire")
                    .then()
                    .statusCode(200)
                    .body("retired", equalTo(true));
        }

        as(globex.viewer()).get(PLANS).then().body("items.code", not(hasItem(code)));
        shown("").statusCode(200).body("retired", equalTo(true));
        BillingApi.subscribe(globex, code, "MONTH", null).statusCode(400).body("errors.pointer", contains("/plan"));
        as(acme.admin()).get(SUBSCRIPTIONS + "/current").then().statusCode(200).body("plan", equalTo(code));
        preview(acme).body("lines[1].amount.amountMinor", equalTo(5));

        asOperator()
                .post(PLANS + "/" + code + "/restore")
                .then()
                .statusCode(200)
                .body("retired", equalTo(false));
        BillingApi.subscribe(globex, code);
        asOperator().post(PLANS + "/none/retire").then().statusCode(404);
    }

    @Test
    void aSubscriptionKeepsItsVersionUntilItIsMoved() {
        publish(team()).statusCode(201);
        BillingApi.subscribe(acme, code);
        publish(with(team(), "features", Map.of())).statusCode(201);
        BillingApi.subscribe(globex, code);

        as(acme.admin()).get(SUBSCRIPTIONS + "/current").then().body("planVersion", equalTo(1));
        as(globex.admin()).get(SUBSCRIPTIONS + "/current").then().body("planVersion", equalTo(2));
        as(acme.admin())
                .contentType("application/json")
                .body(Map.of("plan", code, "when", "NOW"))
                .post(SUBSCRIPTIONS + "/current/change")
                .then()
                .statusCode(200)
                .body("planVersion", equalTo(2));
    }

    private static ValidatableResponse preview(TestOrganization organization) {
        return as(organization.admin())
                .contentType("application/json")
                .body(Map.of("preview", true))
                .post(INVOICES)
                .then()
                .statusCode(200);
    }

    /**
     * Beyond 100 included, tiers of 100 at 0.10, 100 at 0.05 and 1.00 once, and then 0.01; packages of 50 at 2.00. 400
     * graduated: 10.00 + 5.00 + 1.00 + 1.00; 250 by volume: 150 at 0.05 and 1.00; 201 by package: 3 of them.
     */
    @Test
    void tiersAndPackagesAreBilled() {
        String graduated = BillingApi.meter("SUM", null);
        String volume = BillingApi.meter("SUM", null);
        String packaged = BillingApi.meter("MAX", null);
        Map<String, Object> version = with(team(), "prices", List.of(price("USD", 4900)));
        version.put(
                "meters",
                List.of(
                        charged(graduated, 100, List.of(tiered("GRADUATED"))),
                        charged(volume, 100, List.of(tiered("VOLUME"))),
                        charged(
                                packaged,
                                100,
                                List.of(Map.of(
                                        "currency", "USD",
                                        "model", "PACKAGE",
                                        "packageSize", 50,
                                        "packagePrice", "2.00")))));
        publish(version).statusCode(201);
        publish(version).statusCode(201).body("version", equalTo(1));
        BillingApi.subscribe(acme, code);
        BillingApi.subscribe(globex, code);
        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                event(graduated, acme.workspaceId(), 400),
                                event(volume, acme.workspaceId(), 250),
                                event(packaged, acme.workspaceId(), 201)))))
                .containsOnly("accepted");
        send(globex.member(), List.of(event(graduated, globex.workspaceId(), 101)))
                .statusCode(200);

        preview(acme)
                .body("lines.amount.amountMinor", containsInAnyOrder(4900, 1700, 850, 600))
                .body("lines.unitPrice", contains(nullValue(), nullValue(), nullValue(), nullValue()))
                .body("lines[0].amount.amountMinor", equalTo(4900))
                .body("lines.find { it.meter == '%s' }.quantity".formatted(graduated), equalTo(300))
                .body("lines.find { it.meter == '%s' }.amount.amountMinor".formatted(graduated), equalTo(1700))
                .body("lines.find { it.meter == '%s' }.rates[0].unitPrice".formatted(graduated), nullValue())
                .body("lines.find { it.meter == '%s' }.quantity".formatted(packaged), equalTo(101))
                .body("total.amountMinor", equalTo(8050));
        preview(globex).body("lines.amount.amountMinor", contains(4900, 10));
        shown("")
                .body("meters.find { it.meter == '%s' }.overage[0].model".formatted(volume), equalTo("VOLUME"))
                .body("meters.find { it.meter == '%s' }.unitPrice".formatted(volume), nullValue())
                .body(
                        "meters.find { it.meter == '%s' }.overage[0].tiers.upTo".formatted(volume),
                        contains(100, 200, null))
                .body("meters.find { it.meter == '%s' }.overage[0].packageSize".formatted(packaged), equalTo(50));
    }

    @Test
    void aSubscriptionIsBilledInTheFirstCurrencyOfItsVersion() {
        Map<String, Object> version = with(team(), "prices", List.of(price("JPY", 500), price("USD", 4900)));
        version.put(
                "meters", List.of(charged("emails", 100, List.of(perUnit("USD", "0.0010"), perUnit("JPY", "0.5")))));
        publish(version).statusCode(201);
        BillingApi.subscribe(acme, code);
        BillingApi.subscribe(globex, "starter");
        send(acme.member(), event("emails", acme.workspaceId(), 111)).statusCode(200);

        preview(acme)
                .body("lines.amount.amountMinor", contains(500, 6))
                .body("lines[1].unitPrice", equalTo("0.5"))
                .body("total.currency", equalTo("JPY"));
        preview(globex).body("total.currency", equalTo("USD"));
    }

    /** The version before reads its own columns only, and must find them as it wrote them. */
    @Test
    void theVersionBeforeFindsAPriceWhereItLooksForIt() {
        String volume = BillingApi.meter("SUM", null);
        Map<String, Object> version = with(team(), "prices", List.of(price("USD", 4900)));
        version.put(
                "meters",
                List.of(
                        charged(volume, 100, List.of(tiered("VOLUME"))),
                        charged(
                                "emails",
                                100,
                                List.of(Map.of(
                                        "currency", "USD",
                                        "model", "PACKAGE",
                                        "packageSize", 3,
                                        "packagePrice", "2.00")))));
        publish(version).statusCode(201);

        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from plan_allowance where plan_code = '%s' and unit_price in (%s)"
                                .formatted(code, "0.10, 0.666666666667")))
                .isEqualTo(2);
    }
}
