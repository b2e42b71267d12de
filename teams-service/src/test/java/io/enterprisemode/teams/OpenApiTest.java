package io.enterprisemode.teams;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.OpenApiContractTest;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class OpenApiTest extends OpenApiContractTest {}
