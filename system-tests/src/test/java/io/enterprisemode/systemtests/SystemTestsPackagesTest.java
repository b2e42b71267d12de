package io.enterprisemode.systemtests;

import io.enterprisemode.testkit.architecture.PackageRules;

class SystemTestsPackagesTest extends PackageRules {

    SystemTestsPackagesTest() {
        super("io.enterprisemode.systemtests");
    }
}
