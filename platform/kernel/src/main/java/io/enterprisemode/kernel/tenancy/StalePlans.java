package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Retries a transaction with a prepared statement whose table has been changed since. PostgreSQL refuses such a
 * statement (SQLSTATE 0A000, cached plan must not change result type); it must be prepared again. A refused transaction
 * has no effect, so it is repeated. Every connection has its own prepared statements, so several tries may be needed.
 *
 * <p>When the server's messages are in English, the client recognizes the text and discards the statement itself. In
 * other languages ({@code lc_messages}) this class recognizes the name of the PostgreSQL function in the error, and
 * ends a connection, which ends its prepared statements. Hibernate Reactive passes on only the state and the text,
 * neither the function nor the client's exception. A 0A000 with an unknown text is then most likely this case, and is
 * retried fewer times.
 */
final class StalePlans {

    /** What a failure says about the statement. */
    enum Sign {
        /** Its plan is stale. */
        CERTAIN,
        /** Its plan may be stale; or the server knows no such thing as the statement asks for. */
        POSSIBLE,
        NONE
    }

    private static final String FEATURE_NOT_SUPPORTED = "0A000";
    private static final String REFUSING_FUNCTION = "RevalidateCachedQuery";

    /** The text by which the client knows it. */
    private static final String KNOWN_TO_THE_CLIENT = "cached plan must not change result type";

    /** A connection ends itself, as any role may. */
    private static final String END = "select pg_terminate_backend(pg_backend_pid())";

    private static final int TRIES = 40;
    private static final int TRIES_WHERE_POSSIBLE = 5;
    private static final int DEEPEST_CAUSE = 20;

    private final Pool pool;

    StalePlans(Pool pool) {
        this.pool = pool;
    }

    /** The same transaction, begun anew when it met a statement whose plan is stale. */
    <T> Uni<T> preparedAgain(Uni<T> transaction) {
        return again(again(transaction, Sign.CERTAIN, TRIES), Sign.POSSIBLE, TRIES_WHERE_POSSIBLE);
    }

    private <T> Uni<T> again(Uni<T> transaction, Sign sign, int tries) {
        return transaction
                .onFailure(failure -> sign(failure) == sign && !isKnownToTheClient(failure))
                .call(() -> EndedConnections.endOne(pool, END))
                .onFailure(failure -> sign(failure) == sign)
                .retry()
                .atMost(tries);
    }

    static Sign sign(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            Sign sign =
                    switch (cause) {
                        case PgException pg -> sign(pg.getSqlState(), pg.getRoutine(), pg.getErrorMessage());
                        case SQLException jdbc -> sign(jdbc.getSQLState(), null, jdbc.getMessage());
                        default -> Sign.NONE;
                    };
            if (sign != Sign.NONE) {
                return sign;
            }
            cause = cause.getCause();
        }
        return Sign.NONE;
    }

    private static Sign sign(@Nullable String state, @Nullable String function, @Nullable String text) {
        if (!FEATURE_NOT_SUPPORTED.equals(state)) {
            return Sign.NONE;
        }
        if (REFUSING_FUNCTION.equals(function) || (text != null && text.contains(KNOWN_TO_THE_CLIENT))) {
            return Sign.CERTAIN;
        }
        return function == null ? Sign.POSSIBLE : Sign.NONE;
    }

    private static boolean isKnownToTheClient(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause.getMessage() != null && cause.getMessage().contains(KNOWN_TO_THE_CLIENT)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
