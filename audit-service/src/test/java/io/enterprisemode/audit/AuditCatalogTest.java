package io.enterprisemode.audit;

import io.enterprisemode.testkit.database.RowLevelSecurityCatalogTest;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;

@QuarkusTest
@WithSuite("audit")
class AuditCatalogTest extends RowLevelSecurityCatalogTest {

    AuditCatalogTest() {
        super("audit");
    }

    @Override
    protected Map<String, String> sampleValues(String table) {
        return table.equals("audit_event") ? Map.of("details", "'{}'") : super.sampleValues(table);
    }
}
