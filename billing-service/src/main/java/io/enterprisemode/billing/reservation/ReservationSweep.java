package io.enterprisemode.billing.reservation;

import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * Tidies reservations: those that have expired are marked so, and what was settled a month ago is deleted. No decision
 * waits for it, as a reservation counts until it expires and no longer. Several replicas may run at once.
 */
@ApplicationScoped
class ReservationSweep {

    private static final Logger LOG = Logger.getLogger(ReservationSweep.class);
    private static final int BATCH = 1_000;

    private static final String EXPIRE = """
            update usage_reservation set state = 'EXPIRED', settled_at = expires_at
             where ctid = any (array(
                   select ctid from usage_reservation
                    where state = 'HELD' and expires_at <= statement_timestamp()
                    order by expires_at limit $1 for update skip locked))""";

    private static final String FORGET = """
            delete from usage_reservation
             where ctid = any (array(
                   select ctid from usage_reservation
                    where settled_at < statement_timestamp() - interval '30 days'
                    order by settled_at limit $1 for update skip locked))""";

    private final WorkerTransactions transactions;

    ReservationSweep(WorkerTransactions transactions) {
        this.transactions = transactions;
    }

    /** One run, in small transactions, until nothing is left. */
    @Scheduled(
            identity = "reservation-sweep",
            every = "${enterprise.reservations.sweep-every:60s}",
            delayed = "10s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return all(EXPIRE, 0)
                .chain(expired -> all(FORGET, 0).invoke(forgotten -> {
                    if (expired + forgotten > 0) {
                        LOG.infof("%d reservations have expired, %d old ones are deleted", expired, forgotten);
                    }
                }))
                .replaceWithVoid();
    }

    /** Repeats the statement until it finds less than it could take; answers how many it found. */
    private Uni<Long> all(String sql, long before) {
        return transactions
                .withConnection(connection -> connection.preparedQuery(sql).execute(Tuple.of(BATCH)))
                .chain(rows -> {
                    long found = before + rows.rowCount();
                    return rows.rowCount() < BATCH ? Uni.createFrom().item(found) : all(sql, found);
                });
    }
}
