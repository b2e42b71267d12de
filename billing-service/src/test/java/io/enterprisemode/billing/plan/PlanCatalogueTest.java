package io.enterprisemode.billing.plan;

import static io.enterprisemode.billing.BillingApi.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestUser;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class PlanCatalogueTest {

    /** Other tests publish plans, too. */
    private static final String DEFAULTS =
            "items.findAll { it.code in ['free', 'starter', 'professional', 'enterprise'] }";

    private static final TestUser ANYBODY = new TestUser("anybody");

    @Test
    void thereAreTheFourDefaultPlans() {
        as(ANYBODY)
                .get("/api/billing/plans")
                .then()
                .statusCode(200)
                .body(DEFAULTS + ".code", contains("free", "starter", "professional", "enterprise"))
                .body(DEFAULTS + ".monthlyPrice.amountMinor", contains(0, 2900, 9900, 29900))
                .body(DEFAULTS + ".yearlyPrice.amountMinor", contains(0, 29000, 99000, 299000))
                .body(DEFAULTS + ".monthlyPrice.currency", contains("USD", "USD", "USD", "USD"))
                .body(DEFAULTS + ".prices.flatten().currency", contains("USD", "USD", "USD", "USD"))
                .body(DEFAULTS + ".prices.flatten().yearlyMinor", contains(0, 29000, 99000, 299000))
                .body(DEFAULTS + ".retired", contains(false, false, false, false))
                .body(DEFAULTS + ".workspaceLimit", contains(1, 5, 25, null))
                .body(DEFAULTS + ".memberLimit", contains(3, 10, 50, null));
    }

    @Test
    void allowancesAreThoseOfTheTable() {
        Map<String, List<Object>> emails = Map.of(
                "free", List.of(1000, "none", "BLOCK"),
                "starter", List.of(10000, "0.0010", "OVERAGE"),
                "professional", List.of(100000, "0.0008", "OVERAGE"),
                "enterprise", List.of(1000000, "0.0005", "OVERAGE"));
        emails.forEach((plan, expected) -> {
            Map<String, Object> allowance = as(ANYBODY)
                    .get("/api/billing/plans/" + plan)
                    .then()
                    .statusCode(200)
                    .body("code", equalTo(plan))
                    .extract()
                    .path("meters.find { it.meter == 'emails' }");
            assertThat(List.of(
                            allowance.get("included"),
                            allowance.getOrDefault("unitPrice", "none"),
                            allowance.get("behaviour")))
                    .isEqualTo(expected);
            assertThat(allowance.get("softLimitPercent")).isEqualTo(80);
        });
        as(ANYBODY)
                .get("/api/billing/plans/enterprise")
                .then()
                .body("meters.find { it.meter == 'api_calls' }.unitPrice", equalTo("0.00005"))
                .body("meters.find { it.meter == 'api_calls' }.overage.model", contains("PER_UNIT"))
                .body("meters.find { it.meter == 'api_calls' }.overage.unitPrice", contains("0.00005"))
                .body("meters.find { it.meter == 'contacts' }.included", equalTo(500000))
                .body("workspaceLimit", nullValue());
        as(ANYBODY).get("/api/billing/plans/gold").then().statusCode(404);
    }

    @Test
    void thereAreTheFourMeters() {
        as(ANYBODY)
                .get("/api/billing/meters")
                .then()
                .statusCode(200)
                .body(
                        "items.findAll { it.code in ['emails', 'ai_requests', 'contacts', 'api_calls'] }.aggregation",
                        contains("SUM", "SUM", "MAX", "SUM"));
    }

    @Test
    void aPublishedVersionCannotBeChangedByItsOwnerEither() throws Exception {
        try (var owner = ServiceDatabase.of("billing").owner();
                var statement = owner.createStatement()) {
            for (String change : List.of(
                    "update plan_version set monthly_price_minor = 1",
                    "delete from plan_version",
                    "update plan_allowance set included = 1",
                    "delete from plan_allowance",
                    "update plan_price set monthly_price_minor = 1",
                    "delete from plan_price",
                    "update plan_overage_price set unit_price = 1",
                    "delete from plan_overage_price")) {
                assertThatThrownBy(() -> statement.execute(change)).hasMessageContaining("immutable");
            }
        }
    }
}
