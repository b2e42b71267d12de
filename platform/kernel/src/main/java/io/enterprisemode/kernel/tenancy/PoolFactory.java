package io.enterprisemode.kernel.tenancy;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Creates the connection pools of both roles. The limits of the role are sent to PostgreSQL when a connection is
 * established, without further cost. Long statements are kept prepared, too. A separate timeout covers the case that
 * PostgreSQL does not answer at all.
 */
final class PoolFactory {

    private static final Logger LOG = Logger.getLogger(PoolFactory.class);

    /** Characters; by default a statement of more than 2,048 is not kept prepared, but planned each time. */
    private static final int LONGEST_PREPARED = 16_384;

    private PoolFactory() {}

    /**
     * A pool.
     *
     * @param connect how long a connection may take to stand, and be silent meanwhile
     * @param answer how long an answer may be pending without anything received before the connection is closed
     * @param acquire how long to wait for a free connection
     * @param settings of PostgreSQL, by name; what is configured as an additional property of the data source stands
     */
    static Pool create(
            PgPoolCreator.Input input,
            Duration connect,
            Duration answer,
            Duration acquire,
            Map<String, Duration> settings) {
        for (PgConnectOptions options : input.pgConnectOptionsList()) {
            options.setPreparedStatementCacheSqlLimit(LONGEST_PREPARED);
            options.setConnectTimeout(Math.toIntExact(connect.toMillis())).setTcpKeepAlive(true);
            options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setReadIdleTimeout(Math.toIntExact(connect.toMillis()));
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
                .withConnectHandler(connection -> handOver(connection, answer))
                .build();
    }

    /** A connection that stands is watched over from now on; closing it here is giving it to the pool. */
    private static void handOver(SqlConnection connection, Duration answer) {
        try {
            AnswerDeadline.watch(connection, answer);
        } finally {
            connection.close().onFailure(e -> LOG.debugf(e, "a connection was lost as soon as it stood"));
        }
    }

    /** The settings of a role. */
    static Map<String, Duration> settings(Duration lock, Duration statement, Duration idleInTransaction) {
        return Map.of(
                "lock_timeout", lock,
                "statement_timeout", statement,
                "idle_in_transaction_session_timeout", idleInTransaction);
    }
}
