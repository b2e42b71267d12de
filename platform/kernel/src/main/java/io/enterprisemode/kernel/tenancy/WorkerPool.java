package io.enterprisemode.kernel.tenancy;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The pool of the worker door. It keeps long statements prepared as well; by default one of more than 2,048 characters
 * is planned each time.
 */
@ApplicationScoped
@ReactiveDataSource("worker")
class WorkerPool implements PgPoolCreator {

    private static final int LONGEST_STATEMENT = 16_384;

    private final Deadlines deadlines;

    WorkerPool(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList().forEach(options -> options.setPreparedStatementCacheSqlLimit(LONGEST_STATEMENT));
        Deadlines.Workers workers = deadlines.workers();
        return PoolFactory.create(
                input,
                deadlines.connect(),
                workers.statement().plus(deadlines.answer()),
                workers.acquire(),
                PoolFactory.settings(workers.lock(), workers.statement(), workers.idleInTransaction()));
    }
}
