package io.enterprisemode.contracts;

import io.enterprisemode.testkit.architecture.PackageRules;

class ContractsPackagesTest extends PackageRules {

    ContractsPackagesTest() {
        super("io.enterprisemode.contracts");
    }
}
