package io.enterprisemode.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithSuite("billing")
class BillingMigrationTest {

    @Inject
    Flyway flyway;

    @Test
    void everyMigrationIsApplied() {
        assertThat(flyway.info().all())
                .isNotEmpty()
                .allSatisfy(migration ->
                        assertThat(migration.getState().isApplied()).isTrue());
    }
}
