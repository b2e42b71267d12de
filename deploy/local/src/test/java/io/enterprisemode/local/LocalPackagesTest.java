package io.enterprisemode.local;

import io.enterprisemode.testkit.architecture.PackageRules;

class LocalPackagesTest extends PackageRules {

    LocalPackagesTest() {
        super("io.enterprisemode.local");
    }
}
