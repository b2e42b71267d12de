package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Deletes old rows in small steps, each in its own transaction. So no step holds locks for long, fills the write-ahead
 * log, or exceeds the statement timeout, however many rows there are. Several replicas may do it at the same time.
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
