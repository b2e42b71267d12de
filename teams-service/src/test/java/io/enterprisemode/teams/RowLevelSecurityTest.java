package io.enterprisemode.teams;

import io.enterprisemode.testkit.database.RowLevelSecurityCatalogTest;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
@WithSuite(value = "teams", heartbeat = false)
class RowLevelSecurityTest extends RowLevelSecurityCatalogTest {

    RowLevelSecurityTest() {
        super("teams");
    }
}
