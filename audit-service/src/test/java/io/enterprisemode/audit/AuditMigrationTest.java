package io.enterprisemode.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("audit")
class AuditMigrationTest {

    @Test
    void theNewestMigrationIsApplied() {
        assertThat(new ServiceDatabase("audit")
                        .number("select count(*) from flyway_schema_history where version = '001' and success"))
                .isEqualTo(1);
    }
}
