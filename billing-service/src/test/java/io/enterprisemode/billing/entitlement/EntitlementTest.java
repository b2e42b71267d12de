package io.enterprisemode.billing.entitlement;

import static io.enterprisemode.billing.BillingApi.ENTITLEMENTS;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class EntitlementTest {

    private TestOrganization acme;
    private TestOrganization globex;

    @BeforeEach
    void freeAndProfessional() {
        TwoOrganizations organizations = BillingApi.knownOrganizations();
        acme = organizations.a();
        globex = organizations.b();
        BillingApi.subscribe(acme, "free");
        BillingApi.subscribe(globex, "professional");
        send(acme.member(), event("emails", acme.workspaceId(), 900)).statusCode(200);
        send(globex.member(), event("emails", globex.workspaceId(), 99_990)).statusCode(200);
    }

    private static ValidatableResponse check(TestOrganization organization, Object question) {
        return as(organization.viewer())
                .contentType("application/json")
                .body(question)
                .post(ENTITLEMENTS + "/check")
                .then();
    }

    @Test
    void aBlockLimitAllowsUpToTheLastUnit() {
        check(acme, Map.of("meter", "emails", "quantity", 100))
                .statusCode(200)
                .body("allowed", equalTo(true))
                .body("used", equalTo(900))
                .body("limit", equalTo(1000))
                .body("remaining", equalTo(100))
                .body("behaviour", equalTo("BLOCK"))
                .body("warn", equalTo(true))
                .body("reason", nullValue());
        check(acme, Map.of("meter", "emails", "quantity", 101))
                .body("allowed", equalTo(false))
                .body("reason", equalTo("limit-reached"));
        check(acme, Map.of("meter", "ai_requests", "quantity", 1)).body("warn", equalTo(false));
    }

    @Test
    void overageIsAllowedBeyondTheLimit() {
        check(globex, Map.of("meter", "emails", "quantity", 1_000_000))
                .body("allowed", equalTo(true))
                .body("behaviour", equalTo("OVERAGE"))
                .body("remaining", equalTo(10));
    }

    @Test
    void allEntitlementsComeInOneAnswer() {
        as(acme.viewer())
                .get(ENTITLEMENTS)
                .then()
                .statusCode(200)
                .body("plan", equalTo("free"))
                .body("workspaceLimit", equalTo(1))
                .body("memberLimit", equalTo(3))
                .body("meters[0..3].meter", contains("emails", "ai_requests", "contacts", "api_calls"))
                .body("meters.allowed", everyItem(equalTo(true)))
                .body("meters[0].used", equalTo(900));
        as(globex.viewer()).get(ENTITLEMENTS).then().body("meters[0].used", equalTo(99_990));
    }

    @Test
    void withoutASubscriptionNothingIsAllowed() {
        TestOrganization initech = BillingApi.knownOrganizations().a();

        check(initech, Map.of("meter", "emails", "quantity", 1))
                .statusCode(200)
                .body("allowed", equalTo(false))
                .body("reason", equalTo("no-subscription"))
                .body("limit", nullValue());
        as(initech.viewer())
                .get(ENTITLEMENTS)
                .then()
                .statusCode(200)
                .body("plan", nullValue())
                .body("meters.allowed", everyItem(equalTo(false)));
    }

    @Test
    void questionsThatMakeNoSenseAreRefusedWithTheField() {
        check(acme, Map.of("meter", "letters", "quantity", 1))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/meter")));
        check(acme, Map.of("meter", "emails", "quantity", -1))
                .statusCode(400)
                .body("errors.pointer", equalTo(List.of("/quantity")));
        check(acme, Map.of("meter", "emails")).statusCode(400).body("errors.pointer", equalTo(List.of("/quantity")));
        check(acme, Map.of("meter", "emails", "quantity", "many")).statusCode(400);
    }
}
