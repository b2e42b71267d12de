package io.enterprisemode.billing.entitlement;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.SUBSCRIPTIONS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.billing.StoredOrganization;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.identity.Tokens;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TestUser;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class FeatureTest {

    private final String plan = "p" + UUID.randomUUID().toString().replace("-", "");
    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void onePlanHasFeaturesAndTheOtherHasNone() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        publish(Map.of("sso", true, "audit", false, "support", "24h", "seats", 0));
        BillingApi.subscribe(acme, plan);
        BillingApi.subscribe(globex, "free");
    }

    private void publish(Map<String, Object> features) {
        given().auth()
                .oauth2(Tokens.operator().signed())
                .contentType("application/json")
                .body(Map.of(
                        "name",
                        "Team",
                        "prices",
                        List.of(Map.of("currency", "USD", "monthlyMinor", 0, "yearlyMinor", 0)),
                        "meters",
                        List.of(Map.of("meter", "emails", "included", 100, "behaviour", "BLOCK")),
                        "features",
                        features))
                .post("/api/billing/plans/" + plan + "/versions")
                .then()
                .statusCode(201);
    }

    private static ValidatableResponse check(TestUser user, Map<String, ?> question) {
        return as(user).contentType("application/json")
                .body(question)
                .post(ENTITLEMENTS + "/check")
                .then();
    }

    private static Map<String, Object> answer(TestUser user, String feature) {
        return check(user, Map.of("feature", feature)).statusCode(200).extract().path("");
    }

    @Test
    void aFeatureIsAllowedUnlessItIsFalseOrNotInThePlan() {
        assertThat(answer(acme.viewer(), "sso")).isEqualTo(Map.of("feature", "sso", "allowed", true, "value", true));
        assertThat(answer(acme.viewer(), "support"))
                .isEqualTo(Map.of("feature", "support", "allowed", true, "value", "24h"));
        assertThat(answer(acme.viewer(), "seats")).isEqualTo(Map.of("feature", "seats", "allowed", true, "value", 0));
        assertThat(answer(acme.viewer(), "audit"))
                .isEqualTo(Map.of("feature", "audit", "allowed", false, "reason", "not-in-plan", "value", false));
        assertThat(answer(globex.viewer(), "sso"))
                .isEqualTo(Map.of("feature", "sso", "allowed", false, "reason", "not-in-plan"));
        assertThat(answer(acme.teamMember(), "sso")).containsEntry("allowed", true);
    }

    @Test
    void aSuspendedSubscriptionHasNoFeatures() {
        StoredOrganization.update("update subscription set status = 'SUSPENDED' where org_id = ?", acme.id());

        assertThat(answer(acme.viewer(), "sso"))
                .isEqualTo(Map.of("feature", "sso", "allowed", false, "reason", "subscription-suspended"));
        as(acme.viewer()).get(ENTITLEMENTS).then().statusCode(200).body("features", anEmptyMap());
    }

    @Test
    void aQuestionIsAboutAMeterOrAFeature() {
        check(acme.viewer(), Map.of()).statusCode(400).body("errors.pointer", contains("/meter", "/quantity"));
        check(acme.viewer(), Map.of("meter", "emails")).statusCode(400).body("errors.pointer", contains("/quantity"));
        check(acme.viewer(), Map.of("feature", "sso", "meter", "emails", "quantity", 1))
                .statusCode(400)
                .body("errors.pointer", contains("/meter", "/quantity"));
        check(acme.viewer(), Map.of("feature", " ")).statusCode(400).body("errors.pointer", contains("/feature"));
    }

    @Test
    void theTagChangesWithWhatTheOrganizationIsEntitledToAndNotWithWhatItUses() {
        String first = tag();
        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .body("features.sso", equalTo(true))
                .body("features.support", equalTo("24h"))
                .body("revision", equalTo(first.replaceAll("[^0-9a-f]", "")));
        send(acme.member(), event("emails", acme.workspaceId(), 5)).statusCode(200);
        assertThat(tag()).isEqualTo(first);
        as(acme.viewer())
                .header("If-None-Match", "\"other\", " + first)
                .get(ENTITLEMENTS)
                .then()
                .statusCode(304)
                .header("ETag", equalTo(first))
                .body(emptyString());
        as(acme.viewer()).header("If-None-Match", "x").get(ENTITLEMENTS).then().statusCode(400);

        send(acme.member(), event("emails", acme.workspaceId(), 80)).statusCode(200);
        String near = tag();
        assertThat(near).isNotEqualTo(first);
        as(acme.viewer())
                .header("If-None-Match", first)
                .get(ENTITLEMENTS)
                .then()
                .statusCode(200);

        publish(Map.of("sso", true));
        assertThat(tag()).as("the version of the subscription is the same").isEqualTo(near);
        as(acme.admin())
                .contentType("application/json")
                .body(Map.of("plan", plan, "when", "NOW"))
                .post(SUBSCRIPTIONS + "/current/change")
                .then()
                .statusCode(200);
        assertThat(tag()).isNotEqualTo(near).isNotEqualTo(first);
        as(globex.viewer())
                .get(ENTITLEMENTS)
                .then()
                .header("ETag", startsWith("W/\""))
                .body("features", anEmptyMap());
    }

    private String tag() {
        return as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");
    }
}
