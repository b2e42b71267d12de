package io.enterprisemode.teams;

import io.enterprisemode.testkit.architecture.ArchitectureRules;
import java.util.Set;

class ArchitectureTest extends ArchitectureRules {

    ArchitectureTest() {
        super("io.enterprisemode.teams");
    }

    @Override
    protected Set<String> pureRules() {
        return Set.of(
                "EmailAddress", "AccessFacts", "DomainName", "FilterParser", "Projection", "TaxId", "ValueFilter");
    }
}
