package io.enterprisemode.kernel.tenancy;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes the pools of both doors: with the deadlines of their role, told to PostgreSQL when a connection is made, at no
 * further cost.
 */
final class PoolFactory {

    private PoolFactory() {}

    /**
     * A pool.
     *
     * @param acquire how long to wait for a free connection
     * @param settings of PostgreSQL, by name; what is configured as an additional property of the data source stands
     */
    static Pool create(PgPoolCreator.Input input, Duration connect, Duration acquire, Map<String, Duration> settings) {
        for (PgConnectOptions options : input.pgConnectOptionsList()) {
            options.setConnectTimeout(Math.toIntExact(connect.toMillis())).setTcpKeepAlive(true);
            settings.forEach((name, value) -> {
                if (!options.getProperties().containsKey(name)) {
                    options.addProperty(name, Long.toString(value.toMillis()));
                }
            });
        }
        input.poolOptions()
                .setConnectionTimeout(Math.toIntExact(acquire.toMillis()))
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS);
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    /** The settings of a role. */
    static Map<String, Duration> settings(Duration lock, Duration statement, Duration idleInTransaction) {
        return Map.of(
                "lock_timeout", lock,
                "statement_timeout", statement,
                "idle_in_transaction_session_timeout", idleInTransaction);
    }
}
