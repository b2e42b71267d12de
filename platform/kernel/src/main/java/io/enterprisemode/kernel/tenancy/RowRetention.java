package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Drops rows that are old, a few at a time, each step a transaction of its own: no step holds locks for long, fills the
 * write-ahead log or runs into the deadline of a statement, however much there is. Several replicas may be at it.
 */
@ApplicationScoped
public class RowRetention {

    private static final int STEP = 2_000;

    private final WorkerTransactions transactions;

    RowRetention(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Drops the rows of before an instant; answers how many it were.
     *
     * @param table a constant, never something that came in; its name
     * @param column when a row came about; it has an index
     */
    public Uni<Long> drop(String table, String column, Instant before) {
        String sql = """
                delete from %1$s
                 where ctid = any (array(
                       select ctid from %1$s where %2$s < $1 limit $2))""".formatted(table, column);
        return step(sql, before, 0);
    }

    private Uni<Long> step(String sql, Instant before, long soFar) {
        return transactions
                .withConnection(connection -> connection
                        .preparedQuery(sql)
                        .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), STEP))
                        .map(rows -> rows.rowCount()))
                .chain(dropped ->
                        dropped < STEP ? Uni.createFrom().item(soFar + dropped) : step(sql, before, soFar + dropped));
    }
}
