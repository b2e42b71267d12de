package io.enterprisemode.testkit.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Makes up a row for any table: nullable columns stay null, columns with a default keep it, others get a value of their
 * type; values are varied until all CHECK constraints hold. Foreign keys and triggers are off meanwhile, so one row
 * stands for itself.
 */
final class SampleRows {

    private static final int ATTEMPTS = 2_000;
    private static final Pattern LITERAL = Pattern.compile("'((?:[^']|'')*)'::(?:text|character varying|bpchar)");

    private final Connection connection;
    private final Map<String, String> given;

    /**
     * @param connection as superuser, in a transaction with {@code session_replication_role = replica}
     * @param given SQL expressions of columns that cannot be made up
     */
    SampleRows(Connection connection, Map<String, String> given) {
        this.connection = connection;
        this.given = Map.copyOf(given);
    }

    /** Inserts a row of the organization; answers the statement, with {@code ?} for the organization. */
    String insert(String table, UUID organization) throws SQLException {
        List<Column> columns = columns(table);
        Map<String, List<String>> constraints = constraints(table);
        String problem = "no attempt";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String sql = sql(table, columns);
            Savepoint savepoint = connection.setSavepoint();
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, organization);
                statement.executeUpdate();
                return sql;
            } catch (PSQLException e) {
                connection.rollback(savepoint);
                problem = String.valueOf(e.getMessage());
                List<String> involved = involved(e, constraints, columns);
                if (!advance(columns, involved)) {
                    break;
                }
            }
        }
        throw new IllegalStateException("table " + table + ": no row could be made up (" + problem
                + "); override sampleValues(\"" + table + "\") with SQL expressions for its columns");
    }

    private List<String> involved(PSQLException e, Map<String, List<String>> constraints, List<Column> columns) {
        ServerErrorMessage message = e.getServerErrorMessage();
        String constraint = message == null ? null : message.getConstraint();
        String column = message == null ? null : message.getColumn();
        if (constraint != null && constraints.containsKey(constraint)) {
            return constraints.getOrDefault(constraint, List.of());
        }
        if (column != null) {
            return List.of(column);
        }
        return columns.stream().map(Column::name).toList();
    }

    /** Moves to the next combination of the values of these columns; false when all were tried. */
    private static boolean advance(List<Column> columns, List<String> names) {
        for (Column column : columns) {
            if (names.contains(column.name())) {
                if (column.next()) {
                    return true;
                }
                column.restart();
            }
        }
        return false;
    }

    private static String sql(String table, List<Column> columns) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Column column : columns) {
            names.add('"' + column.name() + '"');
            values.add(column.value());
        }
        return "insert into %s (%s) values (%s)".formatted(table, String.join(", ", names), String.join(", ", values));
    }

    private List<Column> columns(String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        Map<String, List<String>> literals = literals(table);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select a.attname, a.attnotnull, a.atthasdef or a.attidentity = 'd', format_type(t.oid, null),
                            t.typcategory
                          from pg_attribute a join pg_type t on t.oid = a.atttypid
                         where a.attrelid = '%s'::regclass and a.attnum > 0 and not a.attisdropped
                           and a.attgenerated = '' and a.attidentity <> 'a'
                         order by a.attnum
                        """.formatted(table))) {
            while (rows.next()) {
                String name = rows.getString(1);
                List<String> candidates = new ArrayList<>();
                String expression = given.get(name);
                if (name.equals("org_id")) {
                    candidates.add("?");
                } else if (expression != null) {
                    candidates.add(expression);
                } else {
                    if (rows.getBoolean(3)) {
                        candidates.add("default");
                    }
                    if (!rows.getBoolean(2)) {
                        candidates.add("null");
                    }
                    candidates.addAll(literals.getOrDefault(name, List.of()));
                    candidates.addAll(candidates(rows.getString(4), rows.getString(5)));
                }
                columns.add(new Column(name, candidates));
            }
        }
        return columns;
    }

    private static List<String> candidates(String type, String category) {
        return switch (type) {
            case "uuid" -> List.of("gen_random_uuid()");
            case "boolean" -> List.of("true", "false");
            case "smallint", "integer", "bigint", "numeric", "real", "double precision" ->
                List.of("1", "0", "2", "28", "1000");
            case "timestamp with time zone", "timestamp without time zone", "date" ->
                List.of(
                        "date_trunc('hour', now())",
                        "date_trunc('hour', now()) + interval '1 day'",
                        "date_trunc('month', now())");
            case "json", "jsonb" -> List.of("'{}'", "'[]'");
            case "bytea" -> List.of("sha256('x')", "'x'");
            case "interval" -> List.of("interval '1 hour'");
            case "inet", "cidr" -> List.of("'127.0.0.1'");
            default -> category.equals("A") ? List.of("'{}'") : text(type);
        };
    }

    private static List<String> text(String type) {
        return List.of(
                "md5(random()::text)",
                "'USD'",
                "md5(random()::text) || md5(random()::text)",
                "'UTC'",
                "'someone@example.com'",
                "'/some/path'",
                "'" + type.charAt(0) + "'",
                "'1.0'",
                "'2026-01'");
    }

    /** Literals that CHECK constraints of one column compare it with. */
    private Map<String, List<String>> literals(String table) throws SQLException {
        Map<String, List<String>> literals = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select a.attname, pg_get_constraintdef(k.oid) from pg_constraint k
                          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
                         where k.conrelid = '%s'::regclass and k.contype = 'c'
                        """.formatted(table))) {
            while (rows.next()) {
                List<String> found = literals.computeIfAbsent(rows.getString(1), ignored -> new ArrayList<>());
                Matcher matcher = LITERAL.matcher(rows.getString(2));
                while (matcher.find()) {
                    found.add("'" + matcher.group(1) + "'");
                }
            }
        }
        return literals;
    }

    private Map<String, List<String>> constraints(String table) throws SQLException {
        Map<String, List<String>> constraints = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select k.conname, (select string_agg(a.attname, ',') from pg_attribute a
                                            where a.attrelid = k.conrelid and a.attnum = any (k.conkey))
                          from pg_constraint k where k.conrelid = '%s'::regclass and k.contype in ('c', 'u', 'p', 'x')
                        """.formatted(table))) {
            while (rows.next()) {
                String columns = rows.getString(2);
                if (columns != null) {
                    constraints.put(rows.getString(1), Arrays.asList(columns.split(",", -1)));
                }
            }
        }
        return constraints;
    }

    private static final class Column {

        private final String name;
        private final List<String> candidates;
        private int index;

        Column(String name, List<String> candidates) {
            this.name = name;
            this.candidates = List.copyOf(candidates);
        }

        String name() {
            return name;
        }

        String value() {
            return candidates.get(index);
        }

        boolean next() {
            if (index + 1 < candidates.size()) {
                index++;
                return true;
            }
            return false;
        }

        void restart() {
            index = 0;
        }

        @Override
        public @Nullable String toString() {
            return name + "=" + value();
        }
    }
}
