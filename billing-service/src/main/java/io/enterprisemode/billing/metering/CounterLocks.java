package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.metering.UsageWriter.LockWait;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Locks the counters of one organization in a transaction of {@link UsageWriter#inTransaction}, for work that is
 * checked against a limit in the same way as usage.
 */
public final class CounterLocks {

    private static final String CREATE = """
            insert into usage_period (org_id, meter_id, period_start, period_end, used, unbilled, events)
            values ($1, $2, $3, $4, 0, 0, 0)
            on conflict (org_id, meter_id, period_start) do nothing""";

    private static final String LOCK = """
            select period_end, used, carry, used_elsewhere from usage_period
             where org_id = $1 and meter_id = $2 and period_start = $3
               for update""";

    private final SqlConnection connection;
    private final LockWait wait;
    private final UUID organization;
    private final HeldQuantities held;

    /** @param wait takes note of the counter for which the transaction waits */
    public CounterLocks(SqlConnection connection, LockWait wait, UUID organization) {
        this.connection = connection;
        this.wait = wait;
        this.organization = organization;
        this.held = new HeldQuantities(connection, organization);
    }

    /**
     * Locks a counter, which is created when it does not exist, and reads what is used and held of it. The statement
     * that reads what is held is sent together with that of the lock; the database executes it once it has the lock.
     *
     * @param start of the period, or of the part of it with one plan
     * @param end of the same; fails with {@link StaleSnapshotException} when the counter ends at another instant
     * @param limit null: the plan says nothing of the meter
     */
    public Uni<LockedCounter> lock(Meter meter, Instant start, Instant end, @Nullable UsageLimit limit) {
        Counter counter = new Counter(meter, new CounterKey(meter.id(), start), end, limit, false);
        wait.isFor(meter.id());
        return Uni.combine()
                .all()
                .unis(find(counter.key), held.load(List.of(counter)))
                .with((found, loaded) -> found)
                .chain(found -> found.isPresent()
                        ? Uni.createFrom().item(found.get())
                        : create(counter).call(made -> held.load(List.of(counter))))
                .map(found -> {
                    if (!found.periodEnd().equals(end)) {
                        throw new StaleSnapshotException();
                    }
                    counter.used = found.used();
                    counter.carry = found.carry();
                    counter.elsewhere = found.elsewhere();
                    return new LockedCounter(counter);
                });
    }

    /** Locks a counter that is there. */
    public Uni<Void> lock(CounterKey key) {
        wait.isFor(key.meter());
        return find(key).replaceWithVoid();
    }

    private record Found(Instant periodEnd, long used, long carry, long elsewhere) {}

    private Uni<Found> create(Counter counter) {
        return connection
                .preparedQuery(CREATE)
                .execute(Tuple.of(
                        organization,
                        counter.key.meter(),
                        DatabaseTime.parameter(counter.key.periodStart()),
                        DatabaseTime.parameter(counter.periodEnd)))
                .chain(() -> find(counter.key))
                .map(Optional::orElseThrow);
    }

    private Uni<Optional<Found>> find(CounterKey key) {
        return connection
                .preparedQuery(LOCK)
                .execute(Tuple.of(organization, key.meter(), DatabaseTime.parameter(key.periodStart())))
                .map(CounterLocks::first);
    }

    private static Optional<Found> first(RowSet<Row> rows) {
        for (Row row : rows) {
            return Optional.of(new Found(
                    row.getOffsetDateTime("period_end").toInstant(),
                    row.getLong("used"),
                    row.getLong("carry"),
                    row.getLong("used_elsewhere")));
        }
        return Optional.empty();
    }
}
