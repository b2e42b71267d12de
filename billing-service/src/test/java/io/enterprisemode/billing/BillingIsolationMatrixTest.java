package io.enterprisemode.billing;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.ApiOperation;
import io.enterprisemode.testkit.http.IsolationMatrixTest;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

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
        String line = BillingApi.as(organization.owner())
                .get(BillingApi.INVOICES + "/" + invoice)
                .then()
                .extract()
                .path("lines[0].id");
        UUID recomputation = Ids.next();
        StoredOrganization.update("""
                insert into recomputation (id, status, started_at, alive_at, finished_at)
                values (?, 'DONE', now(), now(), now())""", recomputation);
        String reservation = reservation(organization, organization.workspaceId());
        return Map.ofEntries(
                Map.entry("/api/billing/subscriptions/{id} id", current.path("id")),
                Map.entry("/api/billing/subscriptions/{id}/history id", current.path("id")),
                Map.entry("/api/billing/plans/{code}/versions/{version}/move version", 1),
                Map.entry("/api/billing/invoices/{id} id", invoice),
                Map.entry("/api/billing/organizations/{organizationId}/invoices/{id}/payments id", invoice),
                Map.entry("/api/billing/organizations/{organizationId}/invoices/{id}/void id", invoice),
                Map.entry("/api/billing/organizations/{organizationId}/invoices/{id}/apply-credit id", invoice),
                Map.entry("/api/billing/organizations/{organizationId}/invoices/{id}/write-off id", invoice),
                Map.entry("/api/billing/invoices/{id}/lines/{lineId}/explanation id", invoice),
                Map.entry("/api/billing/invoices/{id}/lines/{lineId}/events id", invoice),
                Map.entry("lineId", line),
                Map.entry("/api/billing/invoices/{id}/proof id", invoice),
                Map.entry("/api/billing/recomputations/{id} id", recomputation),
                Map.entry("organizationId", organization.id()),
                Map.entry("/api/billing/entitlements/reservations/{id} id", reservation),
                Map.entry("/api/billing/entitlements/reservations/{id}/commit id", reservation),
                Map.entry("/api/billing/entitlements/reservations/{id}/release id", reservation),
                Map.entry("/api/billing/meters/{code} code", "emails"),
                Map.entry("code", "starter"));
    }

    /** A check is a question, and so is a preview. */
    @Override
    protected Set<String> openToReaders() {
        return Set.of(
                "POST /api/billing/entitlements/check",
                "POST /api/billing/subscriptions/current/change/preview",
                "POST /api/billing/subscriptions/current/cancel/preview");
    }

    @Override
    protected Map<String, ?> idsOfOtherTeam(TestOrganization organization) {
        ids(organization);
        String reservation = reservation(organization, organization.otherWorkspaceId());
        return Map.of(
                "/api/billing/entitlements/reservations/{id} id",
                reservation,
                "/api/billing/entitlements/reservations/{id}/release id",
                reservation);
    }

    private static String reservation(TestOrganization organization, UUID workspace) {
        return BillingApi.as(organization.member())
                .contentType("application/json")
                .body(Map.of("meter", "emails", "workspaceId", workspace, "quantity", 1))
                .post(BillingApi.ENTITLEMENTS + "/reserve")
                .then()
                .statusCode(201)
                .extract()
                .path("reservation.id");
    }

    /** Dead letters are about Kafka topics and belong to the operator; they are tested with the kernel. */
    @Override
    protected boolean excluded(ApiOperation operation) {
        return operation.path().startsWith("/api/operations/");
    }
}
