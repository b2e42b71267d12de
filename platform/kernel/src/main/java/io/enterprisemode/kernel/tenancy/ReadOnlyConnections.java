package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closes a pool's connections to a server that accepts no writes. After a failover a connection may lead to the former
 * primary, or to a standby to which the host name was still resolved. Every write on such a connection would fail; a
 * new connection leads to the primary.
 */
final class ReadOnlyConnections {

    /** A connection ends itself, as any role may; one that takes writes stays. */
    private static final String END =
            "select pg_terminate_backend(pg_backend_pid()) where current_setting('transaction_read_only') = 'on'";

    /** While the whole server takes no writes, connections are not to be made and ended at the pace of requests. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Pool pool;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - PAUSE.toNanos());

    ReadOnlyConnections(Pool pool) {
        this.pool = pool;
    }

    /** Whether a failure tells of such a connection. */
    static boolean isReason(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            String state =
                    switch (cause) {
                        case PgException pg -> pg.getSqlState();
                        // Hibernate Reactive converts the client's failure to a JDBC exception.
                        case SQLException jdbc -> jdbc.getSQLState();
                        default -> null;
                    };
            if (SqlStates.READ_ONLY_TRANSACTION.equals(state)) {
                return true;
            }
        }
        return false;
    }

    /** Ends one, if there is one; never fails. */
    Uni<Void> endOne() {
        long now = System.nanoTime();
        long before = last.get();
        if (now - before < PAUSE.toNanos() || !last.compareAndSet(before, now)) {
            return Uni.createFrom().voidItem();
        }
        return EndedConnections.endOne(pool, END);
    }
}
