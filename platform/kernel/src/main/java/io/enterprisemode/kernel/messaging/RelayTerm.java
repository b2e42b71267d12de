package io.enterprisemode.kernel.messaging;

import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The right to publish the outbox, which one relay of a service has at a time. It is an advisory lock of a transaction
 * that does nothing else, so that it delays neither vacuum nor a change of a table. A term lasts as long as anything is
 * in flight to Kafka. PostgreSQL ends it when the relay's process or machine has failed
 * ({@code idle_in_transaction_session_timeout}).
 */
final class RelayTerm {

    private static final String LEAD = "select pg_try_advisory_xact_lock(hashtext('outbox_relay')) as leader";
    private static final String CONFIRM = "select 1";

    private final SqlConnection connection;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private RelayTerm(SqlConnection connection) {
        this.connection = connection;
    }

    /**
     * Begins a term; empty while another relay has one.
     *
     * @throws Exception when the database cannot say, or does not within the patience
     */
    static Optional<RelayTerm> begin(WorkerTransactions transactions, Duration patience) throws Exception {
        CompletableFuture<Optional<RelayTerm>> begun = new CompletableFuture<>();
        transactions
                .inTransaction(connection -> lead(connection).chain(leader -> {
                    if (!leader) {
                        begun.complete(Optional.empty());
                        return Uni.createFrom().voidItem();
                    }
                    RelayTerm term = new RelayTerm(connection);
                    return begun.complete(Optional.of(term))
                            ? Uni.createFrom().completionStage(term.end)
                            : Uni.createFrom().voidItem();
                }))
                .onTermination()
                .invoke(() -> whenOver(begun))
                .subscribe()
                .with(done -> {}, begun::completeExceptionally);
        try {
            return begun.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // A term that begins all the same ends at once.
            if (begun.completeExceptionally(e)) {
                throw e;
            }
            return begun.resultNow();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void whenOver(CompletableFuture<Optional<RelayTerm>> begun) {
        if (begun.isDone() && !begun.isCompletedExceptionally()) {
            begun.resultNow().ifPresent(term -> term.over.complete(null));
        }
    }

    private static Uni<Boolean> lead(SqlConnection connection) {
        return connection
                .query(LEAD)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("leader"));
    }

    /** Fails when the term is over, as its connection is lost. */
    void confirm(Duration patience) {
        connection.query(CONFIRM).execute().await().atMost(patience);
        if (over.isDone()) {
            throw new IllegalStateException("the term of the outbox relay is over");
        }
    }

    /** Ends the term; afterwards the lock is free. */
    void end(Duration patience) throws Exception {
        end.complete(null);
        over.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the term without waiting, as when its connection may be lost. */
    void abandon() {
        end.completeExceptionally(new IllegalStateException("the term of the outbox relay is abandoned"));
    }
}
