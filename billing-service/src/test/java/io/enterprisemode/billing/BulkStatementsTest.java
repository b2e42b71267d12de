package io.enterprisemode.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.architecture.OrganizationInStatements;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Many organizations are invoiced in one transaction of the worker: see
 * docs/decisions/0012-invoicing-of-many-organizations.md.
 */
class BulkStatementsTest {

    private static final Set<String> TABLES = Set.of(
            "billing_profile",
            "invoice_history",
            "invoice_line",
            "invoice_number",
            "ledger_entry",
            "ledger_posting",
            "subscription",
            "subscription_history",
            "subscription_period",
            "subscription_plan",
            "usage_period",
            "usage_period_workspace");

    @Test
    void whatIsReadOfManyOrganizationsNamesEach() {
        assertThat(OrganizationInStatements.violationsOfShared("io.enterprisemode.billing", TABLES, 8))
                .isEmpty();
    }
}
