package io.enterprisemode.billing;

import io.enterprisemode.testkit.architecture.ArchitectureRules;
import java.util.Set;

class BillingArchitectureTest extends ArchitectureRules {

    BillingArchitectureTest() {
        super("io.enterprisemode.billing");
    }

    @Override
    protected Set<String> pureRules() {
        return Set.of(
                "UsageLimit", "UsageAccumulator", "LatenessRule", "InvoiceDraft", "PlanVersion", "SubscriptionTerms");
    }
}
