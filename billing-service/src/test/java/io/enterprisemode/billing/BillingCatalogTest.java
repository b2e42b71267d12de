package io.enterprisemode.billing;

import io.enterprisemode.testkit.database.RowLevelSecurityCatalogTest;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Set;

@QuarkusTest
@WithSuite("billing")
class BillingCatalogTest extends RowLevelSecurityCatalogTest {

    BillingCatalogTest() {
        super("billing");
    }

    @Override
    protected Set<String> tablesWithoutOrganization() {
        return Set.of(
                "meter",
                "plan",
                "plan_version",
                "plan_price",
                "plan_allowance",
                "plan_overage_price",
                "plan_overage_tier",
                "plan_feature",
                "catalogue_revision",
                "recomputation");
    }

    @Override
    protected Map<String, String> sampleValues(String table) {
        return switch (table) {
            case "subscription" -> Map.of("started_at", "now() - interval '1 day'", "next_invoice_at", "now()");
            case "invoice_history", "invoice_line" ->
                Map.of("period_start", "now() - interval '1 day'", "period_end", "now()");
            case "billing_profile" -> Map.of("tax_rate", "null", "tax_reason", "null");
            case "plan_overages" -> Map.of("used", "3", "included", "1", "quantity", "2");
            default -> super.sampleValues(table);
        };
    }
}
