package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.database.PostgresServer;
import io.enterprisemode.testkit.database.ServiceDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/**
 * What was stored before identities had neighbours and hours said themselves that they are to be published is still
 * known afterwards.
 */
class UsageUpgradeTest {

    private static final String BEFORE = "024";
    private static final String ACME = "00000000-0000-0000-0000-00000000000a";
    private static final String WORKSPACE = "00000000-0000-0000-0000-00000000000b";
    private static final List<String> IDS = List.of(
            "order-17",
            "01a21db8-872e-743f-9273-36d47838e252",
            "\u00e9-1",
            "order-000000000017",
            "000000000000000017",
            "1861692846512345678");

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

    @Test
    void eventsKeepTheirIdentityAndHoursThatWaitedAreToBePublished() throws SQLException {
        ServiceDatabase database = ServiceDatabase.of("billing_upgrade");
        migrate(database, BEFORE);
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            for (String id : IDS) {
                statement.execute("""
                        insert into usage_event (org_id, event_key, workspace_id, occurred_at, received_at, quantity,
                            meter_id, backfilled, source, event_id)
                        values ('%s', gen_random_uuid(), '%s', now(), now(), 1, 1, false, '/tests',
                            '%s')""".formatted(ACME, WORKSPACE, id));
            }
            statement.execute("""
                    insert into usage_hour (org_id, meter_id, hour, workspace_id, quantity, events, revision, latest_at)
                    select '%1$s', n, '2026-01-05T08:00:00Z', '%2$s', 1, 1, 1, now()
                        from generate_series(1, 3) as n""".formatted(ACME, WORKSPACE));
            statement.execute("""
                    insert into usage_change (org_id, meter_ids, hours, workspace_ids)
                    values ('%1$s', '{1,3}', '{2026-01-05T08:00:00Z,2026-01-05T08:00:00Z}',
                        '{%2$s,%2$s}')""".formatted(ACME, WORKSPACE));
        }

        migrate(database, "latest");

        for (String id : IDS) {
            assertThat(database.number(
                            "select count(*) from usage_event where event_identity = '%s' and event_id = '%s'"
                                    .formatted(UsageKeys.event("/tests", id), id)))
                    .isEqualTo(1);
        }
        assertThat(database.number("select sum(meter_id) from usage_hour where unpublished"))
                .isEqualTo(4);
        assertThat(database.number("select count(*) from pg_class where relname in ('usage_hour', 'usage_event')"
                        + " and relrowsecurity and relforcerowsecurity"))
                .isEqualTo(2);
    }
}
