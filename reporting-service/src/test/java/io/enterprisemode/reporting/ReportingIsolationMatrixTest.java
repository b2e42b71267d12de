package io.enterprisemode.reporting;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.IsolationMatrixTest;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithSuite("reporting")
class ReportingIsolationMatrixTest extends IsolationMatrixTest {}
