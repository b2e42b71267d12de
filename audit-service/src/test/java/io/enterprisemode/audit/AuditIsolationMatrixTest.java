package io.enterprisemode.audit;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.enterprisemode.testkit.http.IsolationMatrixTest;
import io.enterprisemode.testkit.organizations.Ids;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;

@QuarkusTest
@WithSuite("audit")
class AuditIsolationMatrixTest extends IsolationMatrixTest {

    @Override
    protected Map<String, ?> ids(TestOrganization organization) {
        UUID event = Ids.next();
        AuditApi.as(organization.owner())
                .contentType("application/json")
                .body(Map.of(
                        "id",
                        event.toString(),
                        "category",
                        "data",
                        "action",
                        "crm.contacts.imported",
                        "target",
                        Map.of("type", "import", "id", "1")))
                .post(AuditApi.AUDIT)
                .then()
                .statusCode(200);
        return Map.of("id", event);
    }
}
