package io.enterprisemode.kernel;

import io.enterprisemode.testkit.architecture.PackageRules;
import java.util.Set;

class KernelPackagesTest extends PackageRules {

    KernelPackagesTest() {
        super("io.enterprisemode.kernel");
    }

    /**
     * Decisions on dead letters are audited, and the audit trail leaves by the outbox, which is beside the dead
     * letters.
     */
    @Override
    protected Set<String> classesInCycles() {
        return Set.of("io.enterprisemode.kernel.messaging.DeadLetterOperations");
    }
}
