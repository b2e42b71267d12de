package io.enterprisemode.systemtests.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * Usage of 10,000 organizations that nobody knows, straight into the tables: what a year leaves behind, in minutes.
 * What is there already is kept and counted, so that a second run only adds what is missing.
 */
final class UsageFilling {

    private static final int ORGANIZATIONS = 10_000;

    /** Ids of the organizations begin like this; no real one does. */
    private static final String PREFIX = "be9c0000-0000-7000-8000-";

    private static final String STORED = """
            select count(*) from usage_event
             where org_id between '%1$s000000000000' and '%1$sffffffffffff'""".formatted(PREFIX);

    private static final String EVENTS = """
            insert into usage_event (org_id, event_identity, workspace_id, occurred_at, received_at, quantity, meter_id,
                backfilled,
                                     source, event_id)
            select ('%1$s' || lpad(to_hex(o), 12, '0'))::uuid,
                   (left(md5(o || ' ' || n / 1000), 8) || right(md5(o || ' ' || n), 24))::uuid,
                   ('%1$s' || lpad(to_hex(o * 8 + n %% 8), 12, '0'))::uuid,
                   now() - (n / 100) * interval '71 hours', now(), 1 + n %% 5, 1 + n %% 3, false, '/filling',
                       'event-' || n
              from generate_series(?::int, ?::int) as o
              cross join generate_series(?::int, ?::int) as n
            on conflict do nothing""".formatted(PREFIX);

    private static final List<String> SUMS = List.of(
            """
                    insert into usage_hour (org_id, meter_id, hour, workspace_id, quantity, events, revision, latest_at)
                    select org_id, meter_id, date_trunc('hour', occurred_at, 'UTC'), workspace_id, sum(quantity),
                        count(*), 1, max(occurred_at)
                      from usage_event where source = '/filling' group by 1, 2, 3, 4
                    on conflict do nothing""",
            """
                    insert into usage_period (org_id, meter_id, period_start, period_end, used, unbilled, events)
                    select org_id, meter_id, date_trunc('month', now(), 'UTC'), date_trunc('month', now(),
                        'UTC') + interval '1 month',
                           sum(quantity), 0, sum(events)
                      from usage_hour where org_id between '%1$s000000000000' and '%1$sffffffffffff' group by 1, 2
                    on conflict do nothing""".formatted(PREFIX),
            """
                    insert into usage_period_workspace (org_id, meter_id, period_start, workspace_id, quantity,
                        unbilled, events, latest_at)
                    select org_id, meter_id, date_trunc('month', now(), 'UTC'), workspace_id, sum(quantity), 0,
                        sum(events), max(latest_at)
                      from usage_hour where org_id between '%1$s000000000000' and '%1$sffffffffffff' group by 1, 2, 4
                    on conflict do nothing""".formatted(PREFIX),
            "vacuum (analyze) usage_event",
            "analyze usage_hour",
            "analyze usage_period",
            "analyze usage_period_workspace",
            "checkpoint");

    private UsageFilling() {}

    /** Opens connections of a superuser. */
    interface Database {
        Connection connect() throws SQLException;
    }

    /** Sees to it that at least that many events are there; answers how long it took. */
    static Duration fill(Database database, long events) throws SQLException {
        long begin = System.nanoTime();
        int each = Math.toIntExact(Math.ceilDiv(events, ORGANIZATIONS));
        try (Connection connection = database.connect()) {
            if (stored(connection) < events) {
                // Nobody is answered for these rows; they are made again when they are lost.
                execute(connection, "set synchronous_commit = off");
                insert(connection, each);
                for (String sum : SUMS) {
                    execute(connection, sum);
                }
            }
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static long stored(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STORED)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void insert(Connection connection, int each) throws SQLException {
        int step = 500;
        try (PreparedStatement insert = connection.prepareStatement(EVENTS)) {
            for (int first = 0; first < ORGANIZATIONS; first += step) {
                insert.setInt(1, first);
                insert.setInt(2, first + step - 1);
                insert.setInt(3, 1);
                insert.setInt(4, each);
                insert.executeUpdate();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
