package io.enterprisemode.kernel.tenancy;

import io.enterprisemode.testkit.database.ServiceDatabase;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;

/** Worker doors of other replicas. */
public final class WorkerDoors {

    private WorkerDoors() {}

    /** The pool of a replica that finds PostgreSQL at another port. */
    public static Pool pool(Vertx vertx, ServiceDatabase database, int port) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost("localhost")
                .setPort(port)
                .setDatabase(database.service())
                .setUser(database.role("worker"))
                .setPassword(database.configuration().get("enterprise.db.worker.password"))
                .setCachePreparedStatements(true);
        return Pool.newInstance(PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(4))
                .connectingTo(options)
                .using(vertx)
                .build());
    }

    /** The door of a pool. */
    public static WorkerTransactions of(Pool pool, Deadlines deadlines) {
        return new WorkerTransactions(pool, deadlines);
    }
}
