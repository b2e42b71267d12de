package io.enterprisemode.kernel.idempotency;

import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

/** Forgets Idempotency-Keys after 30 days. */
@ApplicationScoped
public class IdempotencyKeyRetention {

    private static final Duration KEPT = Duration.ofDays(30);

    private final WorkerTransactions transactions;
    private final Clock clock;

    IdempotencyKeyRetention(WorkerTransactions transactions, Clock clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(identity = "idempotency-key-retention", every = "1h", delayed = "10m")
    Uni<Void> forget() {
        return transactions
                .withConnection(connection -> connection
                        .preparedQuery("delete from idempotency_key where created_at < $1")
                        .execute(Tuple.of(clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))))
                .replaceWithVoid();
    }
}
