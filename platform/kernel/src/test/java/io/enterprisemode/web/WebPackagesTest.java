package io.enterprisemode.web;

import io.enterprisemode.testkit.architecture.PackageRules;

class WebPackagesTest extends PackageRules {

    WebPackagesTest() {
        super("io.enterprisemode.web");
    }
}
