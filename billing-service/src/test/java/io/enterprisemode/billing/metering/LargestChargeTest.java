package io.enterprisemode.billing.metering;

import static io.enterprisemode.billing.BillingApi.INVOICES;
import static io.enterprisemode.billing.BillingApi.as;
import static io.enterprisemode.billing.BillingApi.event;
import static io.enterprisemode.billing.BillingApi.send;
import static io.enterprisemode.billing.BillingApi.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.enterprisemode.billing.BillingApi;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Usage that could cost more than an amount can hold is refused, so that there is always an invoice. */
@QuarkusTest
@WithSuite("billing")
class LargestChargeTest {

    /** The most that one event may count. */
    private static final long MOST = 1_000_000_000_000_000L;

    /** What costs 5 x 10^16 cents at 1,000 USD each. */
    private static final long AT_THE_BOUND = 500_000_000_000L;

    private TestOrganization acme;

    @BeforeEach
    void organization() {
        acme = BillingApi.knownOrganizations().a();
    }

    private ValidatableResponse preview() {
        return as(acme.admin())
                .contentType("application/json")
                .body("{\"preview\": true}")
                .post(INVOICES)
                .then();
    }

    private void subscribe(String plan) {
        BillingApi.subscribe(acme, plan, "MONTH", Instant.now().minus(Duration.ofDays(5)))
                .statusCode(201);
    }

    @Test
    void usageThatCouldCostTooMuchIsBlockedAndTheInvoiceStays() {
        String sum = BillingApi.meter("SUM", null);
        String max = BillingApi.meter("MAX", null);
        subscribe(BillingApi.plan(List.of(BillingApi.charged(sum, "1000"), BillingApi.charged(max, "1000"))));

        for (String meter : List.of(sum, max)) {
            send(
                            acme.member(),
                            List.of(
                                    event(meter, acme.workspaceId(), 9_000_000_000_000_000_000L),
                                    event(meter, acme.workspaceId(), MOST),
                                    event(meter, acme.workspaceId(), AT_THE_BOUND),
                                    event(meter, acme.otherWorkspaceId(), 1)))
                    .statusCode(200)
                    .body("results.status", contains("rejected", "blocked", "accepted", "blocked"))
                    .body(
                            "results.reason",
                            contains("quantity-too-large", "charge-too-large", null, "charge-too-large"))
                    .body("results[1].detail", containsString("could cost more than an amount can hold"));
            send(acme.member(), event(meter, acme.otherWorkspaceId(), 1))
                    .body("results[0].reason", equalTo("charge-too-large"));
        }

        preview().statusCode(200).body("total.amountMinor", equalTo(100_000_000_000_000_000L));
        for (String meter : List.of(sum, max)) {
            as(acme.admin())
                    .contentType("application/json")
                    .body(Map.of("meter", meter, "quantity", 1))
                    .post("/api/billing/entitlements/check")
                    .then()
                    .statusCode(200)
                    .body("allowed", equalTo(false))
                    .body("cap", nullValue());
        }
    }

    private ValidatableResponse change(String plan) {
        return as(acme.admin())
                .contentType("application/json")
                .body(Map.of("plan", plan, "when", "NOW"))
                .post(BillingApi.SUBSCRIPTIONS + "/current/change")
                .then();
    }

    /** A plan charges for all of its period; what was used before counts, whatever it cost then. */
    @Test
    void noChangeOfPlanMakesUsageTooLargeToBeBilled() {
        for (String aggregation : List.of("SUM", "MAX")) {
            acme = BillingApi.knownOrganizations().a();
            String meter = BillingApi.meter(aggregation, null);
            String cheap = BillingApi.plan(List.of(BillingApi.charged(meter, "0.01")));
            String dear = BillingApi.plan(List.of(BillingApi.charged(meter, "1000")));
            String silent = BillingApi.plan(List.of());
            subscribe(cheap);
            send(acme.member(), event(meter, acme.workspaceId(), AT_THE_BOUND + 1))
                    .body("results[0].status", equalTo("accepted"));
            change(dear).statusCode(409).body("type", equalTo("/problems/usage-too-large-for-plan"));
            preview().statusCode(200);

            acme = BillingApi.knownOrganizations().a();
            subscribe(cheap);
            change(silent).statusCode(200);
            change(dear).statusCode(200);
            Map<String, Object> before = event(
                    UUID.randomUUID().toString(),
                    meter,
                    acme.workspaceId(),
                    Instant.now().minus(Duration.ofDays(1)),
                    AT_THE_BOUND);
            send(acme.member(), List.of(with(before, "data", Map.of("quantity", AT_THE_BOUND + 1))))
                    .body("results[0].reason", equalTo("charge-too-large"));
            send(acme.member(), before).body("results[0].status", equalTo("accepted"));
            send(acme.member(), event(meter, acme.otherWorkspaceId(), 1))
                    .body("results[0].reason", equalTo("charge-too-large"));
            preview().statusCode(200);
        }
    }
}
