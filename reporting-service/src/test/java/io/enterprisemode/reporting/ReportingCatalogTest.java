package io.enterprisemode.reporting;

import io.enterprisemode.testkit.database.RowLevelSecurityCatalogTest;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithSuite("reporting")
class ReportingCatalogTest extends RowLevelSecurityCatalogTest {

    ReportingCatalogTest() {
        super("reporting");
    }
}
