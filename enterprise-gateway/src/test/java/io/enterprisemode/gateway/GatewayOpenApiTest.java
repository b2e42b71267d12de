package io.enterprisemode.gateway;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.OpenApiContractTest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithSuite(value = "", heartbeat = false)
@QuarkusTestResource(value = StandInServices.class, restrictToAnnotatedClass = false)
class GatewayOpenApiTest extends OpenApiContractTest {}
