package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The one way usage gets into the database. A batch is one transaction of the worker door; what was answered as accepted is durable and
 * visible. Locks are taken in one order (events by key, counters, then hours, each sorted), so that writers wait for each other but do not
 * deadlock; should PostgreSQL give up a transaction all the same, it is done again.
 */
@ApplicationScoped
class UsageWriter {

    /** SQLSTATE class of serialization failures and deadlocks. */
    private static final String TRANSACTION_ROLLBACK = "40";

    private static final int TRIES = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    private final WorkerTransactions transactions;
    private final LiveSubscription subscriptions;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Map<UsageStatus, Counter> counted = new EnumMap<>(UsageStatus.class);

    UsageWriter(
            WorkerTransactions transactions,
            LiveSubscription subscriptions,
            Outbox outbox,
            AuditTrail audit,
            MeterRegistry metrics) {
        this.transactions = transactions;
        this.subscriptions = subscriptions;
        this.outbox = outbox;
        this.audit = audit;
        for (UsageStatus status : UsageStatus.values()) {
            counted.put(status, metrics.counter("enterprise.usage.events", "status", status.code()));
        }
    }

    /** Takes in a batch; the results are in the order of its events. */
    Uni<List<UsageResult>> write(UsageBatch batch) {
        return Uni.createFrom()
                .deferred(() -> transactions.inTransaction(connection -> new UsageTransaction(
                                new UsageStatements(connection, batch), subscriptions, outbox, audit, batch)
                        .run(connection)))
                .onFailure(UsageWriter::isContention)
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .atMost(TRIES)
                .invoke(results -> results.forEach(result ->
                        Objects.requireNonNull(counted.get(result.status())).increment()));
    }

    private static boolean isContention(Throwable failure) {
        return failure instanceof PgException pg
                && pg.getSqlState() != null
                && pg.getSqlState().startsWith(TRANSACTION_ROLLBACK);
    }
}
