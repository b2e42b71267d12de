package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs SQL in an open transaction: of one organization ({@link Tenant}), or of a worker, which names the organizations.
 * A statement that is written for many organizations serves both.
 */
@FunctionalInterface
public interface Statements {

    /**
     * Runs a statement.
     *
     * @param sql with parameters {@code $1}, {@code $2}, ...
     * @param parameters as the driver takes them, so times as {@link java.time.OffsetDateTime}
     * @return the rows, with columns as the driver gives them
     */
    Uni<List<Object[]>> rows(String sql, Object... parameters);

    /** On a worker's connection, in its transaction. */
    static Statements of(SqlConnection connection) {
        return (sql, parameters) -> connection
                .preparedQuery(sql)
                .execute(Tuple.from(parameters))
                .map(found -> {
                    List<Object[]> rows = new ArrayList<>(found.size());
                    found.forEach(row -> rows.add(columns(row)));
                    return rows;
                });
    }

    private static Object[] columns(Row row) {
        Object[] columns = new Object[row.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = row.getValue(i);
        }
        return columns;
    }
}
