package io.enterprisemode.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class BillingMigrationTest {

    @Test
    void theNewestMigrationIsApplied() {
        assertThat(ServiceDatabase.of("billing")
                        .number("select count(*) from flyway_schema_history where version = '004' and success"))
                .isEqualTo(1);
    }
}
