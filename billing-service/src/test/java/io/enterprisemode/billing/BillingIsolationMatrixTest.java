package io.enterprisemode.billing;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.ApiOperation;
import io.enterprisemode.testkit.http.IsolationMatrixTest;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

@QuarkusTest
@WithSuite("billing")
class BillingIsolationMatrixTest extends IsolationMatrixTest {

    @Override
    protected Map<String, ?> ids(TestOrganization organization) {
        Response current = BillingApi.as(organization.owner()).get(BillingApi.SUBSCRIPTIONS + "/current");
        if (current.statusCode() == 404) {
            BillingApi.subscribe(organization, "starter", "MONTH", Instant.now().minus(Duration.ofDays(40)))
                    .statusCode(201);
            BillingApi.as(organization.owner())
                    .contentType("application/json")
                    .body("{}")
                    .post(BillingApi.INVOICES)
                    .then()
                    .statusCode(201);
            current = BillingApi.as(organization.owner()).get(BillingApi.SUBSCRIPTIONS + "/current");
        }
        String invoice = BillingApi.as(organization.owner())
                .get(BillingApi.INVOICES)
                .then()
                .extract()
                .path("items[0].id");
        return Map.of(
                "/api/billing/subscriptions/{id} id",
                current.path("id"),
                "/api/billing/invoices/{id} id",
                invoice,
                "code",
                "starter");
    }

    /** Dead letters are about Kafka topics and belong to the operator; they are tested with the kernel. */
    @Override
    protected boolean excluded(ApiOperation operation) {
        return operation.path().startsWith("/api/operations/");
    }
}
