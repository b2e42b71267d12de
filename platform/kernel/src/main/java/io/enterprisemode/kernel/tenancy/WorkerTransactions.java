package io.enterprisemode.kernel.tenancy;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Function;

/**
 * The door for workers: consumers, schedulers, bulk writers, reads over several organizations. A plain client without session or cache,
 * as the worker role, whose policies open only the tables it needs. The organization is a column of every statement.
 */
@ApplicationScoped
public class WorkerTransactions {

    private final Pool pool;

    WorkerTransactions(@ReactiveDataSource("worker") Pool pool) {
        this.pool = pool;
    }

    /** Runs the work in one transaction; rolls back when it fails. */
    public <T> Uni<T> inTransaction(Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(work);
    }

    /** Runs one or several statements, each in a transaction of its own. */
    public <T> Uni<T> withConnection(Function<SqlConnection, Uni<T>> work) {
        return pool.withConnection(work);
    }
}
