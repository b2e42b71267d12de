package io.enterprisemode.billing.rollup;

import io.enterprisemode.billing.metering.MeteringConfiguration;
import io.enterprisemode.billing.metering.UsageRetention;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Drops raw usage that is older than the retention window; hours, counters and invoices stay. It goes slice by slice
 * from the oldest row on, a limited number of rows in each transaction, so that writers never wait for it. One replica
 * does it at a time; killed anywhere, the next run goes on where it was.
 */
@ApplicationScoped
class UsageRetentionScheduler {

    private static final Logger LOG = Logger.getLogger(UsageRetentionScheduler.class);

    private static final String LEAD = "select pg_try_advisory_xact_lock(hashtext('usage_retention')) as leader";

    /** A period of a year begins a year before the last events that belong to it. */
    private static final Period LONGEST_PERIOD = Period.ofYears(1);

    /**
     * A table with rows to drop.
     *
     * @param column by when; it has a block range index
     */
    private record Dropped(String table, String column) {

        String oldest() {
            return "select min(%2$s) as oldest from %1$s where %2$s < $1".formatted(table, column);
        }

        String drop() {
            return """
                    delete from %1$s
                     where ctid = any (array(select ctid from %1$s where %2$s >= $1
                         and %2$s < $2 limit $3))""".formatted(table, column);
        }
    }

    private static final Dropped EVENTS = new Dropped("usage_event", "received_at");
    private static final Dropped HOUR_VALUES = new Dropped("usage_hour_value", "hour");
    private static final Dropped PERIOD_VALUES = new Dropped("usage_period_value", "period_start");

    private final WorkerTransactions transactions;
    private final UsageRetention retention;
    private final Duration slice;
    private final int batch;
    private final Clock clock;

    UsageRetentionScheduler(WorkerTransactions transactions, MeteringConfiguration configuration, Clock clock) {
        this.transactions = transactions;
        this.retention = new UsageRetention(configuration.retention().window());
        this.slice = configuration.retention().slice();
        this.batch = configuration.retention().batch();
        this.clock = clock;
    }

    /** One run over everything that is too old. */
    @Scheduled(
            identity = "usage-retention",
            every = "${enterprise.metering.retention.every:1h}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> run() {
        return drop(clock.instant()).replaceWithVoid();
    }

    /** Drops what is too old at that instant; returns the number of dropped events. */
    Uni<Long> drop(Instant now) {
        Instant before = retention.dropsBefore(now);
        Instant periodsBefore =
                before.atOffset(java.time.ZoneOffset.UTC).minus(LONGEST_PERIOD).toInstant();
        return drop(EVENTS, before, 0)
                .call(() -> drop(HOUR_VALUES, before, 0))
                .call(() -> drop(PERIOD_VALUES, periodsBefore, 0))
                .invoke(events -> {
                    if (events > 0) {
                        LOG.infof("%d usage events that came in before %s were dropped", events, before);
                    }
                });
    }

    /** Finds the oldest row, drops its slice of time, and so on until none is too old. */
    private Uni<Long> drop(Dropped what, Instant before, long soFar) {
        return transactions
                .inLongTransaction(connection -> connection
                        .preparedQuery(what.oldest())
                        .execute(Tuple.of(DatabaseTime.parameter(before)))
                        .map(rows -> rows.iterator().next().getOffsetDateTime("oldest")))
                .chain(oldest -> {
                    if (oldest == null) {
                        return Uni.createFrom().item(soFar);
                    }
                    Instant end = oldest.toInstant().plus(slice);
                    Instant to = end.isBefore(before) ? end : before;
                    return dropSlice(what, oldest.toInstant(), to, 0)
                            .chain(dropped ->
                                    dropped < 0 ? Uni.createFrom().item(soFar) : drop(what, before, soFar + dropped));
                });
    }

    /** Drops a slice batch by batch; returns the number of rows, or a negative number when another replica does it. */
    private Uni<Long> dropSlice(Dropped what, Instant from, Instant to, long soFar) {
        return transactions
                .inLongTransaction(connection -> lead(connection)
                        .chain(leader -> leader
                                ? connection
                                        .preparedQuery(what.drop())
                                        .execute(Tuple.from(
                                                List.of(DatabaseTime.parameter(from), DatabaseTime.parameter(to), (long)
                                                        batch)))
                                        .map(result -> (long) result.rowCount())
                                : Uni.createFrom().item(-1L)))
                .chain(dropped -> {
                    if (dropped < 0) {
                        return Uni.createFrom().item(-1L);
                    }
                    return dropped < batch
                            ? Uni.createFrom().item(soFar + dropped)
                            : dropSlice(what, from, to, soFar + dropped);
                });
    }

    private static Uni<Boolean> lead(SqlConnection connection) {
        return connection
                .query(LEAD)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("leader"));
    }
}
