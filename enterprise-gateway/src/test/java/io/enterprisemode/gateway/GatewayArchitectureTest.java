package io.enterprisemode.gateway;

import io.enterprisemode.testkit.architecture.ArchitectureRules;

class GatewayArchitectureTest extends ArchitectureRules {

    GatewayArchitectureTest() {
        super("io.enterprisemode.gateway");
    }
}
