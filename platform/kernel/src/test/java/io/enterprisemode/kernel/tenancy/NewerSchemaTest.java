package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A rollback leaves the schema of the newer version behind. */
@QuarkusTest
@WithSuite("sample")
class NewerSchemaTest {

    private final Flyway flyway;

    NewerSchemaTest(Flyway flyway) {
        this.flyway = flyway;
    }

    private static void execute(String sql) throws SQLException {
        try (Connection superuser = new ServiceDatabase("sample").superuser();
                Statement statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    @AfterEach
    void asItWas() throws SQLException {
        execute("delete from flyway_schema_history where description = 'of a newer version'");
    }

    @Test
    void migrationsOfANewerVersionDoNotKeepThisOneFromStarting() throws SQLException {
        execute("""
                insert into flyway_schema_history
                  (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (9001, '0.99', 'of a newer version', 'SQL', 'V0_99__newer.sql', 1, 'sample_owner', 1, true),
                       (9002, '999', 'of a newer version', 'SQL', 'V999__newer.sql', 1, 'sample_owner', 1, true)""");

        assertThatCode(flyway::migrate).doesNotThrowAnyException();
    }
}
