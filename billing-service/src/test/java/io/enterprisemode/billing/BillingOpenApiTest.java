package io.enterprisemode.billing;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.OpenApiContractTest;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithSuite("billing")
class BillingOpenApiTest extends OpenApiContractTest {}
