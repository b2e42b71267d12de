package io.enterprisemode.audit;

import io.enterprisemode.testkit.architecture.ArchitectureRules;

class AuditArchitectureTest extends ArchitectureRules {

    AuditArchitectureTest() {
        super("io.enterprisemode.audit");
    }
}
