package io.enterprisemode.reporting;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.OpenApiContractTest;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithSuite("reporting")
class ReportingOpenApiTest extends OpenApiContractTest {}
