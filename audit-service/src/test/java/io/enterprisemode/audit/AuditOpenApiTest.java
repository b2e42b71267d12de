package io.enterprisemode.audit;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.OpenApiContractTest;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithSuite("audit")
class AuditOpenApiTest extends OpenApiContractTest {}
