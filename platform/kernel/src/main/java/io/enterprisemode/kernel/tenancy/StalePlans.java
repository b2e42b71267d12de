package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What to do when a prepared statement has outlived a change of its table: PostgreSQL refuses it (SQLSTATE 0A000,
 * cached plan must not change result type), and the client forgets it, so that it is prepared anew when it is sent
 * again. Every connection has statements of its own, hence several tries. Nothing of a refused transaction has
 * happened.
 */
final class StalePlans {

    private static final String FEATURE_NOT_SUPPORTED = "0A000";
    private static final String CACHED_PLAN = "cached plan";
    private static final int TRIES = 40;
    private static final int DEEPEST_CAUSE = 20;

    private StalePlans() {}

    /** The same transaction, begun anew when it met a statement whose plan is stale. */
    static <T> Uni<T> preparedAgain(Uni<T> transaction) {
        return transaction.onFailure(StalePlans::isStale).retry().atMost(TRIES);
    }

    static boolean isStale(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (isStalePlan(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Hibernate Reactive hands on what the client says as an exception of JDBC. */
    private static boolean isStalePlan(Throwable cause) {
        return switch (cause) {
            case PgException pg -> isStalePlan(pg.getSqlState(), pg.getErrorMessage());
            case SQLException jdbc -> isStalePlan(jdbc.getSQLState(), jdbc.getMessage());
            default -> false;
        };
    }

    private static boolean isStalePlan(@Nullable String state, @Nullable String message) {
        return FEATURE_NOT_SUPPORTED.equals(state) && message != null && message.contains(CACHED_PLAN);
    }
}
