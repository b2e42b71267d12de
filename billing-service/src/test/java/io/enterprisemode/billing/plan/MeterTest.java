package io.enterprisemode.billing.plan;

import static io.enterprisemode.billing.BillingApi.USAGE;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.statuses;
import static io.enterprisemode.billing.BillingApi.used;
import static io.enterprisemode.billing.BillingApi.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
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
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class MeterTest {

    private static final String METERS = "/api/billing/meters";

    private final String code = "m" + UUID.randomUUID().toString().replace("-", "");
    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void twoOrganizations() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
    }

    private Map<String, Object> tokens() {
        Map<String, Object> meter = new LinkedHashMap<>();
        meter.put("code", code);
        meter.put("name", "Tokens");
        meter.put("unit", "token");
        meter.put("aggregation", "SUM");
        meter.put("valueProperty", "tokens");
        meter.put("groupBy", List.of("model"));
        return meter;
    }

    private static ValidatableResponse define(Map<String, ?> meter) {
        return given().auth()
                .oauth2(Tokens.operator().signed())
                .contentType("application/json")
                .body(meter)
                .post(METERS)
                .then();
    }

    private ValidatableResponse change(Map<String, ?> change, String ifMatch) {
        return given().auth()
                .oauth2(Tokens.operator().signed())
                .header("If-Match", ifMatch)
                .contentType("application/json")
                .body(change)
                .patch(METERS + "/" + code)
                .then();
    }

    private Map<String, Object> usage(TestOrganization organization, Map<String, ?> properties) {
        return with(
                event(UUID.randomUUID().toString(), code, organization.workspaceId(), Instant.now(), 1),
                "data",
                Map.of("properties", properties));
    }

    /**
     * A new meter is outside of every plan, and says so; one that is archived takes nothing more and keeps what it has.
     */
    @Test
    void aNewMeterRaisesNothingAndCanBeArchived() {
        BillingApi.subscribe(acme, "professional");
        define(tokens()).statusCode(201).body("archived", equalTo(false));
        Map<String, Object> event = usage(acme, Map.of("tokens", 5));
        assertThat(statuses(send(acme.member(), event))).containsExactly("accepted");
        BillingApi.subscribe(globex, "free");
        for (TestOrganization organization : List.of(acme, globex)) {
            as(organization.viewer())
                    .get("/api/billing/usage?current=true")
                    .then()
                    .body("meters.find { it.meter == '" + code + "' }.state", equalTo("NOT_IN_PLAN"))
                    .body("meters.find { it.meter == '" + code + "' }.limit", nullValue());
        }

        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            change(Map.of("archived", true), "*").statusCode(200).body("archived", equalTo(true));
            ReceivedRecord archived = audit.await(
                            1,
                            record -> record.belongsTo(AuditEvent.INSTALLATION)
                                    && record.json()
                                            .path("details")
                                            .path("archived")
                                            .asBoolean())
                    .getFirst();
            EventContract.assertConforms(archived);
        }

        send(acme.member(), List.of(event, usage(acme, Map.of("tokens", 7))))
                .statusCode(200)
                .body("results.status", contains("duplicate", "rejected"))
                .body("results[1].reason", equalTo("archived-meter"));
        as(acme.viewer())
                .contentType("application/json")
                .body(Map.of("meter", code, "quantity", 1))
                .post("/api/billing/entitlements/check")
                .then()
                .body("allowed", equalTo(false))
                .body("reason", equalTo("archived-meter"));
        as(acme.member())
                .contentType("application/json")
                .body(Map.of("meter", code, "workspaceId", acme.workspaceId(), "quantity", 1))
                .post("/api/billing/entitlements/reserve")
                .then()
                .statusCode(400);
        as(acme.viewer())
                .get("/api/billing/usage?current=true")
                .then()
                .body("meters.find { it.meter == '" + code + "' }.used", equalTo(5));
        as(globex.viewer())
                .get("/api/billing/usage?current=true")
                .then()
                .body("meters.find { it.meter == '" + code + "' }", nullValue());

        change(Map.of("archived", false), "*").statusCode(200);
        assertThat(statuses(send(acme.member(), usage(acme, Map.of("tokens", 7)))))
                .containsExactly("accepted");
    }

    /** Producers that were cut off send later what happened before. */
    @Test
    void theTimeOfAnEventDecidesWhetherItsMeterWasInUse() {
        BillingApi.subscribe(acme, "professional");
        define(tokens()).statusCode(201);
        String held = reserve("before").statusCode(201).extract().path("reservation.id");
        change(Map.of("archived", true), "*").statusCode(200);
        Instant earlier = Instant.now().minus(Duration.ofMinutes(1));
        Map<String, Object> early = with(usage(acme, Map.of("tokens", 5)), "time", earlier.toString());

        assertThat(statuses(send(acme.member(), List.of(early, usage(acme, Map.of("tokens", 7))))))
                .containsExactly("accepted", "rejected");
        assertThat(statuses(send(acme.member(), early))).containsExactly("duplicate");

        assertThat(used(acme, code)).isEqualTo(5);
        reserve("before").statusCode(201).body("reservation.id", equalTo(held));
        reserve("after").statusCode(400).body("errors.pointer", contains("/meter"));
    }

    private ValidatableResponse reserve(String idempotencyKey) {
        return as(acme.member())
                .header("Idempotency-Key", idempotencyKey)
                .contentType("application/json")
                .body(Map.of("meter", code, "workspaceId", acme.workspaceId(), "quantity", 1))
                .post("/api/billing/entitlements/reserve")
                .then();
    }

    @Test
    void theOperatorDefinesAMeterAndItCountsAtOnce() {
        try (TopicReader audit = TopicReader.fromNow(Topics.AUDIT_EVENTS)) {
            define(tokens())
                    .statusCode(201)
                    .header("Location", equalTo(METERS + "/" + code))
                    .body("groupBy", contains("model"));
            ReceivedRecord defined = audit.await(
                            1,
                            record -> record.belongsTo(AuditEvent.INSTALLATION)
                                    && record.json()
                                            .path("target")
                                            .path("id")
                                            .asText()
                                            .equals(code))
                    .getFirst();
            EventContract.assertConforms(defined);
            assertThat(defined.json().path("action").asText()).isEqualTo("billing.meter.defined");
        }
        define(tokens()).statusCode(201);
        define(with(tokens(), "unit", "thing")).statusCode(409).body("type", equalTo("/problems/meter-exists"));
        as(acme.viewer()).get(METERS + "/" + code).then().statusCode(200).body("valueProperty", equalTo("tokens"));

        BillingApi.subscribe(acme, "free");
        assertThat(statuses(send(
                        acme.member(),
                        List.of(
                                usage(acme, Map.of("tokens", 70, "model", "large")),
                                usage(acme, Map.of("tokens", 5, "model", "small")),
                                usage(acme, Map.of("model", "small")),
                                usage(acme, Map.of("tokens", -1)),
                                usage(acme, Map.of("tokens", "7"))))))
                .containsExactly("accepted", "accepted", "rejected", "rejected", "rejected");
        assertThat(used(acme, code)).isEqualTo(75);
    }

    @Test
    void nobodyButTheOperatorDefinesMeters() {
        as(acme.owner())
                .contentType("application/json")
                .body(tokens())
                .post(METERS)
                .then()
                .statusCode(403);
        as(acme.owner()).get(METERS + "/" + code).then().statusCode(404);
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedWithTheField() {
        define(with(tokens(), "code", "Tokens")).statusCode(400).body("errors.pointer", hasItem("/code"));
        define(with(tokens(), "code", "subscription")).statusCode(400).body("errors.pointer", hasItem("/code"));
        define(with(tokens(), "aggregation", "COUNT"))
                .statusCode(400)
                .body("errors.pointer", contains("/valueProperty"));
        define(with(with(tokens(), "aggregation", "UNIQUE_COUNT"), "valueProperty", null))
                .statusCode(400)
                .body("errors.pointer", contains("/valueProperty"));
        define(with(tokens(), "aggregation", "UNIQUE_COUNT"))
                .statusCode(400)
                .body("errors.pointer", contains("/groupBy"));
        define(with(tokens(), "groupBy", List.of("a", "b", "a"))).statusCode(400);
        define(with(tokens(), "groupBy", List.of("a", "b", "c", "d", "e", "f"))).statusCode(400);
        define(with(tokens(), "aggregation", "MEDIAN")).statusCode(400);
    }

    @Test
    void aChangedGroupingBeginsWithTheNextEvent() {
        define(tokens()).statusCode(201);
        BillingApi.subscribe(acme, "free");
        send(acme.member(), usage(acme, Map.of("tokens", 1, "model", "large", "region", "eu")))
                .statusCode(200);

        change(Map.of("groupBy", List.of("region"), "name", "Tokens of models"), "\"0\"")
                .statusCode(200)
                .header("ETag", equalTo("\"1\""))
                .body("name", equalTo("Tokens of models"))
                .body("unit", equalTo("token"))
                .body("groupBy", contains("region"));
        change(Map.of("unit", "piece"), "\"0\"").statusCode(412);
        send(acme.member(), usage(acme, Map.of("tokens", 2, "model", "large", "region", "eu")))
                .statusCode(200);

        by("region").statusCode(200).body("groups.value", contains("eu")).body("groups[0].points.quantity", hasItem(2));
        by("model")
                .statusCode(200)
                .body("groups.value", contains("large"))
                .body("groups[0].points.quantity", hasItem(1));
        by("colour").statusCode(400).body("errors.pointer", contains("groupBy"));
        assertThat(used(acme, code)).isEqualTo(3);
    }

    @Test
    void whatIsNullInAChangeIsRemovedAndWhatIsLeftOutStays() {
        define(tokens()).statusCode(201);
        for (String field : List.of("name", "unit", "archived")) {
            patch("{\"" + field + "\": null}").statusCode(400).body("errors[0].pointer", equalTo("/" + field));
        }
        patch("{\"name\": \" \"}").statusCode(400).body("errors[0].pointer", equalTo("/name"));
        patch("{\"groupBy\": [\"model\", null]}").statusCode(400).body("errors[0].pointer", equalTo("/groupBy/1"));

        patch("{\"groupBy\": null, \"unit\": \"piece\"}")
                .statusCode(200)
                .body("groupBy", hasSize(0))
                .body("unit", equalTo("piece"))
                .body("name", equalTo("Tokens"))
                .body("archived", equalTo(false));
    }

    @Test
    void aChangeMayComeUnderTheMediaTypeOfMergePatches() {
        define(tokens()).statusCode(201);

        patch("application/merge-patch+json", "{\"groupBy\": null}")
                .statusCode(200)
                .body("groupBy", hasSize(0))
                .body("name", equalTo("Tokens"));
        patch("application/merge-patch+json", "{\"name\": \"a\\ud83db\"}")
                .statusCode(400)
                .body("type", equalTo("/problems/malformed-json"));
    }

    private ValidatableResponse patch(String change) {
        return patch("application/json", change);
    }

    private ValidatableResponse patch(String type, String change) {
        return given().auth()
                .oauth2(Tokens.operator().signed())
                .contentType(type)
                .body(change)
                .patch(METERS + "/" + code)
                .then();
    }

    private ValidatableResponse by(String property) {
        return as(acme.viewer())
                .queryParams(Map.of("meter", code, "groupBy", property, "interval", "hour"))
                .get(USAGE)
                .then();
    }

    @Test
    void usageIsKeptApartByPropertyUpToABound() {
        define(tokens()).statusCode(201);
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "free");
        send(
                        acme.member(),
                        IntStream.range(0, 130)
                                .mapToObj(number -> usage(acme, Map.of("tokens", 1, "model", "model " + number)))
                                .toList())
                .statusCode(200);
        send(
                        acme.member(),
                        List.of(
                                usage(acme, Map.of("tokens", 500, "model", "model 7")),
                                usage(acme, Map.of("tokens", 40, "model", "never seen")),
                                usage(acme, Map.of("tokens", 3))))
                .statusCode(200);
        send(globex.member(), usage(globex, Map.of("tokens", 9, "model", "model 7")))
                .statusCode(200);

        by("model")
                .body("property", equalTo("model"))
                .body("groups[0].value", equalTo("model 7"))
                .body("groups[1].value", equalTo("(other)"))
                .body("groups[2].value", equalTo("(none)"))
                .body("groups", hasSize(50))
                .body("leftOut.groups", greaterThanOrEqualTo(102 - 50));
        JsonPath told = by("model").extract().jsonPath();
        assertThat(sum(told, "groups.points.quantity.flatten()") + sum(told, "leftOut.points.quantity"))
                .isEqualTo(130 + 543);
        assertThat(rows(acme)).isGreaterThanOrEqualTo(102).isLessThanOrEqualTo(204);
        assertThat(ServiceDatabase.of("billing")
                        .number("select sum(quantity) from usage_hour_property where org_id = '%s'"
                                .formatted(acme.id())))
                .isEqualTo(130 + 543)
                .isEqualTo(used(acme, code));
        assertThat(rows(globex)).isEqualTo(1);
        as(acme.viewer())
                .queryParams(Map.of("groupBy", "model"))
                .get(USAGE)
                .then()
                .statusCode(400);
    }

    private static long sum(JsonPath answer, String path) {
        return answer.getList(path, Long.class).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static long rows(TestOrganization organization) {
        return ServiceDatabase.of("billing")
                .number("select count(*) from usage_hour_property where org_id = '%s'".formatted(organization.id()));
    }
}
