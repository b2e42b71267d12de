package io.enterprisemode.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("reporting")
class ReportingMigrationTest {

    @Test
    void theNewestMigrationIsApplied() {
        assertThat(new ServiceDatabase("reporting")
                        .number("select count(*) from flyway_schema_history where version = '003' and success"))
                .isEqualTo(1);
    }
}
