package io.enterprisemode.kernel.tenancy;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** The connection pool for requests, with the app role. */
@ApplicationScoped
class RequestPool implements PgPoolCreator {

    private final Deadlines deadlines;

    RequestPool(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    @Override
    public Pool create(Input input) {
        Deadlines.Requests requests = deadlines.requests();
        return PoolFactory.create(
                input,
                deadlines.connect(),
                requests.statement().plus(deadlines.answer()),
                requests.acquire(),
                PoolFactory.settings(requests.lock(), requests.statement(), requests.idleInTransaction()));
    }
}
