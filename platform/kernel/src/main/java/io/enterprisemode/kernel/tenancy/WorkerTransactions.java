package io.enterprisemode.kernel.tenancy;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Database access for workers: consumers, schedulers, bulk writers, and reads over several organizations. It uses the
 * reactive SQL client without session or cache, with the worker role, whose policies allow only the tables that it
 * needs. Every statement names the organization column.
 */
@ApplicationScoped
public class WorkerTransactions {

    private final Pool pool;
    private final ReadOnlyConnections readOnly;
    private final StalePlans stalePlans;
    private final String longStatements;
    private final Duration longAnswer;

    WorkerTransactions(@ReactiveDataSource("worker") Pool pool, Deadlines deadlines) {
        this.pool = pool;
        this.readOnly = new ReadOnlyConnections(pool);
        this.stalePlans = new StalePlans(pool);
        this.longStatements = "set local statement_timeout = "
                + deadlines.workers().longStatement().toMillis();
        this.longAnswer = deadlines.workers().longStatement().plus(deadlines.answer());
    }

    /**
     * Runs the work in one transaction; rolls back when it fails; repeats it when a prepared statement has a stale
     * plan.
     */
    public <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return guarded(stalePlans.preparedAgain(pool.withTransaction(work)));
    }

    /**
     * The same for a job whose statements process a whole table, such as retention: each statement may take
     * {@link Deadlines.Workers#longStatement}.
     */
    public <T> Uni<T> inLongTransaction(Function<SqlConnection, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Queue<AnswerDeadline> patient = new ConcurrentLinkedQueue<>();
            return inTransaction(connection -> {
                        AnswerDeadline.of(connection.getDelegate()).ifPresent(deadline -> {
                            deadline.allow(longAnswer);
                            patient.add(deadline);
                        });
                        return connection.query(longStatements).execute().chain(() -> work.apply(connection));
                    })
                    .onTermination()
                    .invoke(() -> patient.forEach(AnswerDeadline::allowTheUsual));
        });
    }

    /**
     * The same with one round trip less: the begin is sent together with the first statements of the work. The commit
     * is sent when all of the work has succeeded, the rollback when anything failed, so that the connection is returned
     * without an open transaction.
     */
    public <T> Uni<T> inPipelinedTransaction(Function<SqlConnection, Uni<T>> work) {
        return guarded(stalePlans.preparedAgain(pool.withConnection(connection -> Uni.combine()
                .all()
                .unis(connection.query("begin").execute(), Uni.createFrom().deferred(() -> work.apply(connection)))
                .with((begun, done) -> done)
                .call(() -> connection.query("commit").execute())
                .onFailure()
                .call(() -> connection.query("rollback").execute().onFailure().recoverWithNull()))));
    }

    /** Runs one or several statements, each in a transaction of its own. */
    public <T> Uni<T> withConnection(Function<SqlConnection, Uni<T>> work) {
        return guarded(pool.withConnection(work));
    }

    private <T> Uni<T> guarded(Uni<T> work) {
        return work.onFailure(ReadOnlyConnections::isReason).call(readOnly::endOne);
    }

    /**
     * For statements, each a transaction of its own, that follow one another so fast that a round trip between them
     * counts.
     */
    public StatementPipeline pipeline() {
        return new StatementPipeline(pool);
    }
}
