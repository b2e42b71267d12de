package io.enterprisemode.kernel.tenancy;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** The pool of the worker door. */
@ApplicationScoped
@ReactiveDataSource("worker")
class WorkerPool implements PgPoolCreator {

    private final Deadlines deadlines;

    WorkerPool(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    @Override
    public Pool create(Input input) {
        Deadlines.Workers workers = deadlines.workers();
        return PoolFactory.create(
                input,
                deadlines.connect(),
                workers.statement().plus(deadlines.answer()),
                workers.acquire(),
                PoolFactory.settings(workers.lock(), workers.statement(), workers.idleInTransaction()));
    }
}
