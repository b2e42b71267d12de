package io.enterprisemode.testkit.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Tries, as the app role, to reach rows of another organization in every tenant table. Rows of two organizations are
 * made up and everything is rolled back, so that no scheduler or relay ever sees them and append-only tables stay as
 * they are. The made-up rows are not committed, so these attempts change to the app role inside the transaction
 * ({@code SET LOCAL ROLE}); what needs no rows runs over a connection of the app role itself.
 */
final class TenantIsolationProbe {

    /** Insufficient privilege, which is also what row level security answers; raised by a trigger. */
    private static final Set<String> REFUSALS = Set.of("42501", "P0001");

    private final ServiceDatabase database;
    private final DatabaseCatalog catalog;
    private final Function<String, Map<String, String>> sampleValues;

    TenantIsolationProbe(
            ServiceDatabase database, DatabaseCatalog catalog, Function<String, Map<String, String>> sampleValues) {
        this.database = database;
        this.catalog = catalog;
        this.sampleValues = sampleValues;
    }

    /** Reads every tenant table and view without an organization, before and after a transaction that had one. */
    List<String> readingWithoutOrganization() {
        List<String> found = new ArrayList<>();
        List<String> relations = new ArrayList<>(catalog.tenantTables());
        relations.addAll(catalog.partitions());
        relations.addAll(catalog.tenantViews());
        try (Connection app = database.app()) {
            for (String relation : relations) {
                expectNoRows(app, relation, "without an organization", found);
            }
            app.setAutoCommit(false);
            ServiceDatabase.bind(app, UUID.randomUUID());
            app.commit();
            app.setAutoCommit(true);
            for (String relation : relations) {
                expectNoRows(app, relation, "after a transaction of an organization", found);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The probe failed", e);
        }
        return found;
    }

    /** Addresses partitions directly, which the app role must not be able to. */
    List<String> reachingPartitions() {
        List<String> found = new ArrayList<>();
        try (Connection app = database.app();
                Statement statement = app.createStatement()) {
            for (String partition : catalog.partitions()) {
                try {
                    statement.execute("select count(*) from " + partition);
                    found.add("partition " + partition + ": the app role can address it directly");
                } catch (SQLException e) {
                    requireRefusal(e, "partition " + partition, found);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The probe failed", e);
        }
        return found;
    }

    /** Reads, changes, deletes, moves and inserts rows of another organization in every tenant table. */
    List<String> reachingAnotherOrganization() {
        List<String> found = new ArrayList<>();
        for (String table : catalog.tenantTables()) {
            try (Connection connection = database.superuser()) {
                connection.setAutoCommit(false);
                try {
                    reachAnother(connection, table, found);
                } finally {
                    connection.rollback();
                }
            } catch (IllegalStateException e) {
                found.add(String.valueOf(e.getMessage()));
            } catch (SQLException e) {
                throw new IllegalStateException("The probe of table " + table + " failed", e);
            }
        }
        return found;
    }

    private void reachAnother(Connection connection, String table, List<String> found) throws SQLException {
        UUID own = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        execute(connection, "set local session_replication_role = replica");
        SampleRows rows = new SampleRows(connection, sampleValues.apply(table));
        rows.insert(table, own);
        String insert = rows.insert(table, other);
        execute(connection, "set local session_replication_role = origin");
        execute(connection, "set local role " + database.role("app"));

        Attempt attempt = new Attempt(connection, table, found);
        String column = catalog.columns(table).entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("org_id");
        attempt.touches(
                "updates rows without an organization", "update %s set %s = %s".formatted(table, column, column));
        attempt.touches("deletes rows without an organization", "delete from " + table);
        attempt.inserts("inserts a row without an organization", insert, other);

        ServiceDatabase.bind(connection, own);
        attempt.reads(
                "reads rows of another organization",
                "select count(*) from %s where org_id <> '%s'".formatted(table, own));
        if (catalog.readableByApp(table)) {
            attempt.readsOwn(own);
        }
        attempt.touches(
                "updates rows of another organization",
                "update %s set %s = %s where org_id = '%s'".formatted(table, column, column, other));
        attempt.touches(
                "deletes rows of another organization", "delete from %s where org_id = '%s'".formatted(table, other));
        // no WHERE: an update that reads nothing is not checked by the policies for SELECT
        attempt.touches(
                "moves its rows to another organization", "update %s set org_id = '%s'".formatted(table, other));
        attempt.inserts("inserts a row of another organization", insert, other);
        attempt.isRefused("truncates", "truncate " + table + " cascade");
    }

    private static void expectNoRows(Connection app, String relation, String when, List<String> found) {
        try (Statement statement = app.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + relation)) {
            rows.next();
            if (rows.getLong(1) > 0) {
                found.add("%s: the app role reads %d rows %s".formatted(relation, rows.getLong(1), when));
            }
        } catch (SQLException e) {
            requireRefusal(e, relation + " " + when, found);
        }
    }

    private static void requireRefusal(SQLException e, String what, List<String> found) {
        if (!REFUSALS.contains(String.valueOf(e.getSQLState()))) {
            found.add(what + ": fails with " + e.getSQLState() + " " + e.getMessage());
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Attempts on one table, each undone. */
    private record Attempt(Connection connection, String table, List<String> found) {

        void reads(String what, String sql) throws SQLException {
            undone(what, () -> {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery(sql)) {
                    rows.next();
                    return rows.getLong(1);
                }
            });
        }

        void readsOwn(UUID own) throws SQLException {
            Savepoint savepoint = connection.setSavepoint();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select count(*) from %s where org_id = '%s'".formatted(table, own))) {
                rows.next();
                if (rows.getLong(1) != 1) {
                    found.add("table %s: the app role reads %d of its own rows instead of 1"
                            .formatted(table, rows.getLong(1)));
                }
            } catch (SQLException e) {
                requireRefusal(e, "table " + table, found);
            } finally {
                connection.rollback(savepoint);
            }
        }

        void touches(String what, String sql) throws SQLException {
            undone(what, () -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.executeLargeUpdate(sql);
                }
            });
        }

        void inserts(String what, String sql, UUID organization) throws SQLException {
            undone(what, () -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setObject(1, organization);
                    return statement.executeLargeUpdate();
                }
            });
        }

        void isRefused(String what, String sql) throws SQLException {
            undone(what, () -> {
                execute(connection, sql);
                return 1;
            });
        }

        private void undone(String what, Rows rows) throws SQLException {
            Savepoint savepoint = connection.setSavepoint();
            try {
                long count = rows.count();
                if (count > 0) {
                    found.add("table %s: the app role %s (%d)".formatted(table, what, count));
                }
            } catch (SQLException e) {
                requireRefusal(e, "table " + table + ": when the app role " + what + ", it", found);
            } finally {
                connection.rollback(savepoint);
            }
        }
    }

    @FunctionalInterface
    private interface Rows {
        long count() throws SQLException;
    }
}
