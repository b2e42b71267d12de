package io.enterprisemode.testkit;

import io.enterprisemode.testkit.architecture.PackageRules;

class TestkitPackagesTest extends PackageRules {

    TestkitPackagesTest() {
        super("io.enterprisemode.testkit");
    }
}
