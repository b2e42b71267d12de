package io.enterprisemode.billing.metering;

import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Tidies reservations: those that have expired are marked so, and what was settled a month ago is deleted. No decision waits for it, as a reservation
 * counts until it expires and no longer. Several replicas may run at once.
 */
@ApplicationScoped
class ReservationSweep {

    private static final Logger LOG = Logger.getLogger(ReservationSweep.class);
    private static final int BATCH = 1_000;

    private static final String EXPIRE = """
            update usage_reservation r set state = 'EXPIRED', settled_at = r.expires_at
              from (select org_id, id from usage_reservation
                     where state = 'HELD' and expires_at <= clock_timestamp()
                     order by expires_at limit $1 for update skip locked) due
             where r.org_id = due.org_id and r.id = due.id""";

    private static final String FORGET = """
            delete from usage_reservation r
             using (select org_id, id from usage_reservation
                     where settled_at < clock_timestamp() - interval '30 days' limit $1 for update skip locked) old
             where r.org_id = old.org_id and r.id = old.id""";

    private final WorkerTransactions transactions;

    ReservationSweep(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /** One run; what is left over is for the next one. */
    @Scheduled(
            identity = "reservation-sweep",
            every = "${enterprise.reservations.sweep-every:60s}",
            delayed = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return transactions
                .withConnection(connection -> execute(connection, EXPIRE)
                        .chain(expired -> execute(connection, FORGET).invoke(forgotten -> {
                            if (expired + forgotten > 0) {
                                LOG.infof("%d reservations have expired, %d old ones are deleted", expired, forgotten);
                            }
                        })))
                .replaceWithVoid();
    }

    private static Uni<Integer> execute(SqlConnection connection, String sql) {
        return connection.preparedQuery(sql).execute(Tuple.of(BATCH)).map(rows -> rows.rowCount());
    }
}
