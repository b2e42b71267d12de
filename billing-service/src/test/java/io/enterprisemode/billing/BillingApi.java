package io.enterprisemode.billing;

import static io.restassured.RestAssured.given;

import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** What the tests of this service have in common. */
public final class BillingApi {

    public static final String SUBSCRIPTIONS = "/api/billing/subscriptions";
    public static final String USAGE = "/api/billing/usage";
    public static final String BACKFILL = "/api/billing/usage/backfill";
    public static final String INVOICES = "/api/billing/invoices";
    public static final String ENTITLEMENTS = "/api/billing/entitlements";

    private BillingApi() {}

    /** Two organizations that this service knows with their people and workspaces. */
    public static TwoOrganizations knownOrganizations() {
        TwoOrganizations organizations = TwoOrganizations.published();
        Awaitility.await("the view of memberships")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        as(organizations.b().teamMember()).get(SUBSCRIPTIONS).statusCode() == 403);
        return organizations;
    }

    public static RequestSpecification as(TestUser user) {
        return given().auth().oauth2(user.token());
    }

    /** The service account that imports older usage. */
    public static RequestSpecification asProducer(TestOrganization organization) {
        return given().auth()
                .oauth2(Tokens.serviceAccount("producer", "usage:backfill").signed())
                .header("Enterprise-Org", organization.id());
    }

    public static ValidatableResponse subscribe(
            TestOrganization organization, String plan, String interval, @Nullable Instant startAt) {
        Map<String, Object> request = new LinkedHashMap<>(Map.of("plan", plan, "interval", interval));
        if (startAt != null) {
            request.put("startAt", startAt.toString());
        }
        return as(organization.admin())
                .contentType("application/json")
                .body(request)
                .post(SUBSCRIPTIONS)
                .then();
    }

    /** Subscribes by the month since an hour ago. */
    public static void subscribe(TestOrganization organization, String plan) {
        subscribe(organization, plan, "MONTH", Instant.now().minus(Duration.ofHours(1)))
                .statusCode(201);
    }

    /** Defines a meter of the aggregation under a new code, which is answered. */
    public static String meter(String aggregation, @Nullable String valueProperty, String... groupBy) {
        String code = "m" + UUID.randomUUID().toString().replace("-", "");
        Map<String, Object> meter =
                new LinkedHashMap<>(Map.of("code", code, "name", "Test", "unit", "piece", "aggregation", aggregation));
        if (valueProperty != null) {
            meter.put("valueProperty", valueProperty);
        }
        if (groupBy.length > 0) {
            meter.put("groupBy", List.of(groupBy));
        }
        given().auth()
                .oauth2(Tokens.operator().signed())
                .contentType("application/json")
                .body(meter)
                .post("/api/billing/meters")
                .then()
                .statusCode(201);
        return code;
    }

    /** Publishes a plan under a new code, which is answered. It costs nothing by itself. */
    public static String plan(List<Map<String, Object>> meters) {
        String code = "p" + UUID.randomUUID().toString().replace("-", "");
        given().auth()
                .oauth2(Tokens.operator().signed())
                .contentType("application/json")
                .body(Map.of(
                        "name",
                        "Test",
                        "prices",
                        List.of(Map.of("currency", "USD", "monthlyMinor", 0, "yearlyMinor", 0)),
                        "meters",
                        meters))
                .post("/api/billing/plans/" + code + "/versions")
                .then()
                .statusCode(201);
        return code;
    }

    /** What a plan says of a meter of which each unit costs as much, in USD. */
    public static Map<String, Object> charged(String meter, String unitPrice) {
        return Map.of(
                "meter",
                meter,
                "included",
                0,
                "behaviour",
                "OVERAGE",
                "overage",
                List.of(Map.of("currency", "USD", "model", "PER_UNIT", "unitPrice", unitPrice)));
    }

    /** An event of now with a new id. */
    public static Map<String, Object> event(String meter, UUID workspace, long quantity) {
        return event(Ids.next().toString(), meter, workspace, Instant.now(), quantity);
    }

    public static Map<String, Object> event(String id, String meter, UUID workspace, Instant time, Object quantity) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", id);
        event.put("source", "/tests");
        event.put("type", meter);
        event.put("subject", workspace.toString());
        event.put("time", time.toString());
        event.put("data", Map.of("quantity", quantity));
        return event;
    }

    /** The same event with another attribute; null takes it away. */
    public static Map<String, Object> with(Map<String, Object> event, String attribute, @Nullable Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(event);
        if (value == null) {
            changed.remove(attribute);
        } else {
            changed.put(attribute, value);
        }
        return changed;
    }

    public static ValidatableResponse send(TestUser user, Object body) {
        return as(user).contentType("application/json").body(body).post(USAGE).then();
    }

    /** The statuses of the results, in order. */
    public static List<String> statuses(ValidatableResponse response) {
        return response.statusCode(200).extract().path("results.status");
    }

    /** What is used of a meter in the current period. */
    public static long used(TestOrganization organization, String meter) {
        Number used = as(organization.viewer())
                .get(USAGE)
                .then()
                .statusCode(200)
                .extract()
                .path("meters.find { it.meter == '" + meter + "' }.used");
        return used.longValue();
    }
}
