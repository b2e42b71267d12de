package io.enterprisemode.reporting;

import io.enterprisemode.testkit.architecture.ArchitectureRules;
import java.util.Set;

class ReportingArchitectureTest extends ArchitectureRules {

    ReportingArchitectureTest() {
        super("io.enterprisemode.reporting");
    }

    @Override
    protected Set<String> pureRules() {
        return Set.of("Account", "MeterTotals", "Revenue", "SubscriptionState", "Structure", "Window");
    }
}
