package io.enterprisemode.systemtests.bench;

import io.enterprisemode.local.SuiteException;
import io.enterprisemode.systemtests.bench.UsageFilling.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Subscriptions of organizations that nobody knows, straight into the tables: copies of one whose usage period is over,
 * with its draft and its counters. The scheduler finds them once they are {@link #release released}.
 */
final class DueSubscriptions {

    /** What a copy of an organization consists of, each with what is different in a copy. */
    private static final List<String> COPIES = List.of("""
                    insert into subscription
                    select (jsonb_populate_record(s, jsonb_build_object(
                                'org_id', o.id, 'id', o.id, 'created_at', s.created_at - interval '1 day',
                                'next_due_at', timestamptz '9000-01-01', 'failed_attempts', 0))).*
                      from subscription s cross join copies o
                     where s.org_id = cast(? as uuid) and s.status <> 'CANCELED'""", """
                    insert into subscription_plan
                    select (jsonb_populate_record(s, jsonb_build_object('org_id', o.id, 'subscription_id', o.id))).*
                      from subscription_plan s
                      join subscription t on t.org_id = s.org_id and t.id = s.subscription_id
                           and t.status <> 'CANCELED'
                     cross join copies o where s.org_id = cast(? as uuid)""", """
                    insert into subscription_period
                    select (jsonb_populate_record(s, jsonb_build_object('org_id', o.id, 'subscription_id', o.id))).*
                      from subscription_period s
                      join subscription t on t.org_id = s.org_id and t.id = s.subscription_id
                           and t.status <> 'CANCELED'
                     cross join copies o where s.org_id = cast(? as uuid)""", """
                    insert into usage_period
                    select (jsonb_populate_record(s, jsonb_build_object('org_id', o.id))).*
                      from usage_period s cross join copies o where s.org_id = cast(? as uuid)""", """
                    insert into usage_period_workspace
                    select (jsonb_populate_record(s, jsonb_build_object('org_id', o.id))).*
                      from usage_period_workspace s cross join copies o where s.org_id = cast(? as uuid)""");

    private static final List<String> TABLES = List.of(
            "subscription",
            "subscription_plan",
            "subscription_period",
            "usage_period",
            "usage_period_workspace",
            "invoice_history",
            "invoice_line",
            "ledger_entry",
            "ledger_posting");

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

    /** The scheduler begins once a minute; after that it has to do ten a second at least. */
    private static final Duration MOST_UNTIL_BEGIN = Duration.ofSeconds(90);

    private static final int FEWEST_PER_SECOND = 10;

    private final Database database;
    private final int count;
    private final String first;
    private final String last;

    private DueSubscriptions(Database database, int count, String run) {
        this.database = database;
        this.count = count;
        this.first = id(run, 0);
        this.last = id(run, count - 1);
    }

    /** Ids of the organizations begin like this; no real one does. */
    private static String id(String run, int number) {
        return String.format(Locale.ROOT, "be9d%s-0000-7000-8000-%012x", run, number);
    }

    /**
     * Copies an organization so often; nothing of the copies is due yet.
     *
     * @param template its subscription has a draft, which waits for the grace
     */
    static DueSubscriptions copies(Database database, String template, int count) throws SQLException {
        String run = UUID.randomUUID().toString().substring(0, 4);
        DueSubscriptions copies = new DueSubscriptions(database, count, run);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create temporary table copies as
                    select ('be9d%s-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id
                      from generate_series(0, %d) as n""".formatted(run, count - 1));
            for (String copy : COPIES) {
                try (PreparedStatement insert = connection.prepareStatement(copy)) {
                    insert.setString(1, template);
                    insert.executeUpdate();
                }
            }
            copies.settle();
        }
        return copies;
    }

    /** Whether the subscription of an organization has a draft. */
    static boolean hasDraft(Database database, String organization) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement query = connection.prepareStatement("""
                        select count(*) from subscription_period
                         where org_id = cast(? as uuid) and finalized_at is null""")) {
            query.setString(1, organization);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1) == 1;
            }
        }
    }

    /** What is left of earlier work is done before something is measured, and not beside it. */
    void settle() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum (analyze) " + String.join(", ", TABLES));
            statement.execute("checkpoint");
        }
    }

    /** The drafts are to be finalized from now on. */
    void release() throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement update = connection.prepareStatement("""
                        update subscription set next_due_at = now() - interval '1 minute'
                         where org_id between cast(? as uuid) and cast(? as uuid)""")) {
            update.setString(1, first);
            update.setString(2, last);
            update.executeUpdate();
        }
    }

    /** Waits until each has its document; how long it took from when the first one was begun until all were there. */
    Duration awaitAll() throws SQLException {
        await(count, MOST_UNTIL_BEGIN.plusSeconds(Math.ceilDiv(count, FEWEST_PER_SECOND)));
        Instant end = Instant.now();
        try (Connection connection = database.connect();
                PreparedStatement query = prepared(connection, """
                        select count(*), count(distinct org_id), count(distinct total_minor),
                               min(issued_at)
                          from invoice_history
                         where org_id between cast(? as uuid) and cast(? as uuid)""");
                ResultSet row = query.executeQuery()) {
            row.next();
            if (row.getLong(1) != count || row.getLong(2) != count || row.getLong(3) != 1) {
                throw new SuiteException(
                        row.getLong(1) + " documents of " + row.getLong(2) + " organizations over " + row.getLong(3)
                                + " amounts, not one each of " + count + " over the same",
                        "See ./suite logs billing");
            }
            return Duration.between(row.getObject(4, OffsetDateTime.class).toInstant(), end);
        }
    }

    private void await(int documents, Duration patience) throws SQLException {
        Instant deadline = Instant.now().plus(patience);
        try (Connection connection = database.connect();
                PreparedStatement query = prepared(connection, """
                        select count(*) from invoice_number
                         where org_id between cast(? as uuid) and cast(? as uuid)""")) {
            while (true) {
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    if (row.getLong(1) >= documents) {
                        return;
                    }
                    if (Instant.now().isAfter(deadline)) {
                        throw new SuiteException(
                                row.getLong(1) + " of " + count + " subscriptions were invoiced in time",
                                "See ./suite logs billing");
                    }
                }
                LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            }
        }
    }

    private PreparedStatement prepared(Connection connection, String sql) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql);
        query.setString(1, first);
        query.setString(2, last);
        return query;
    }
}
