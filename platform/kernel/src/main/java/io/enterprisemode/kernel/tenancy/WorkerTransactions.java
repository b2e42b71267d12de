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
 * The door for workers: consumers, schedulers, bulk writers, reads over several organizations. A plain client without
 * session or cache, as the worker role, whose policies open only the tables it needs. The organization is a column of
 * every statement.
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
     * Runs the work in one transaction; rolls back when it fails; does it anew where a table was changed under its
     * prepared statements.
     */
    public <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return guarded(stalePlans.preparedAgain(pool.withTransaction(work)));
    }

    /**
     * The same for a job whose statements work through a whole table, such as retention: each may take as long as the
     * deadline of such jobs.
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
     * The same for whoever counts round trips: the begin travels with the first statements of the work. The commit is
     * sent when all of the work has succeeded, the rollback when anything failed, so that the connection goes back
     * without a transaction.
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
