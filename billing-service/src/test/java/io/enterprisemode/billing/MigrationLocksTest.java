package io.enterprisemode.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.database.PostgresServer;
import io.enterprisemode.testkit.database.ServiceDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A migration locks its tables all at once or not at all: a process of the version before, which is at work meanwhile
 * and takes them in another order, goes on, and the migration comes after it.
 */
class MigrationLocksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static void migrate(ServiceDatabase database, String target) {
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://localhost:" + PostgresServer.port() + "/" + database.service(),
                        database.role("owner"),
                        database.configuration().get("enterprise.db.owner.password"))
                .locations("db/kernel", "db/access", "db/migration")
                .placeholders(Map.of("app", database.role("app"), "worker", database.role("worker")))
                .outOfOrder(true)
                .target(target)
                .load()
                .migrate();
    }

    /** The version before the migration, the migration, its last table and its first one. */
    @ParameterizedTest
    @CsvSource({
        "0.20, 0.30, inbox_event, outbox_event",
        "027, 050, usage_period_workspace, usage_hour",
        "067, 068, plan, meter",
        "072, 073, invoice_number, subscription",
        "073, 074, ledger_posting, ledger_entry",
        "074, 075, usage_period_value, usage_period_workspace"
    })
    void whoHoldsTheTablesInTheOppositeOrderGoesOnAndTheMigrationFollows(
            String before, String migration, String last, String first) throws Exception {
        ServiceDatabase database = ServiceDatabase.of("billing_locks_" + last);
        migrate(database, before);
        try (ExecutorService executor = Executors.newSingleThreadExecutor();
                Connection writer = database.superuser();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("lock table %s in row exclusive mode".formatted(last));
            Future<?> migrating = executor.submit(() -> migrate(database, migration));
            try {
                awaitATry(database);

                // Whoever waits for a lock for longer than deadlock_timeout, a second, finds a deadlock.
                statement.execute("lock table %s in row exclusive mode".formatted(first));
                awaitATry(database);
                assertThat(migrating).isNotDone();
            } finally {
                writer.rollback();
            }
            migrating.get();
        }
        assertThat(database.number("select count(*) from flyway_schema_history where success and version = '%s'"
                        .formatted(migration)))
                .isEqualTo(1);
    }

    /** The migration is seen to wait for a table. */
    private static void awaitATry(ServiceDatabase database) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> database.number("""
                        select count(*) from pg_locks l join pg_stat_activity a using (pid)
                         where not l.granted and l.locktype = 'relation'
                             and a.usename = '%s'""".formatted(database.role("owner"))) > 0);
    }
}
