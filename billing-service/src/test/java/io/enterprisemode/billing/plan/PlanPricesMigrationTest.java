package io.enterprisemode.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.database.PostgresServer;
import io.enterprisemode.testkit.database.ServiceDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** The plans that there are keep their prices, for a process of the version before and for one of this version. */
class PlanPricesMigrationTest {

    private static final ServiceDatabase DATABASE = ServiceDatabase.of("billing_plan_prices");

    private static final String BEFORE = """
            select concat_ws(' ', v.plan_code, v.version, v.currency, v.monthly_price_minor, v.yearly_price_minor,
                   a.meter_id, a.included, a.behaviour, a.unit_price)
              from plan_version v
              join plan_allowance a on a.plan_code = v.plan_code and a.version = v.version
             order by v.plan_code, v.version, a.meter_id""";

    private static final String AFTER = """
            select concat_ws(' ', p.plan_code, p.version, p.currency, p.monthly_price_minor, p.yearly_price_minor,
                   a.meter_id, a.included, a.behaviour, o.unit_price)
              from plan_price p
              join plan_allowance a on a.plan_code = p.plan_code and a.version = p.version
              left join plan_overage_price o on o.plan_code = p.plan_code and o.version = p.version
                        and o.meter_id = a.meter_id and o.currency = p.currency and o.model = 'PER_UNIT'
             order by p.plan_code, p.version, a.meter_id""";

    private static void migrate(String target) {
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://localhost:" + PostgresServer.port() + "/" + DATABASE.service(),
                        DATABASE.role("owner"),
                        DATABASE.configuration().get("enterprise.db.owner.password"))
                .locations("db/kernel", "db/access", "db/migration")
                .placeholders(Map.of("app", DATABASE.role("app"), "worker", DATABASE.role("worker")))
                .outOfOrder(true)
                .target(target)
                .load()
                .migrate();
    }

    private static List<String> rows(String sql) throws SQLException {
        try (Connection connection = DATABASE.superuser();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                rows.add(found.getString(1));
            }
            return rows;
        }
    }

    @Test
    void theFourPlansKeepTheirPrices() throws SQLException {
        migrate("067");
        List<String> before = rows(BEFORE);

        migrate("068");

        assertThat(before).hasSize(16).contains("starter 1 USD 2900 29000 4 100000 OVERAGE 0.00010");
        assertThat(rows(BEFORE)).isEqualTo(before);
        assertThat(rows(AFTER)).isEqualTo(before);
    }
}
