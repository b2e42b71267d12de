package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;

/**
 * How long the statements of one transaction wait for a lock, where that is not what connections wait by default; then
 * they fail with SQLSTATE 55P03. It is sent along with what it is for, without a round trip of its own.
 */
public final class LockTimeout {

    private static final String SETTING = "set_config('lock_timeout', %s, true)";

    private LockTimeout() {}

    /** Sets it for what follows in the transaction of the connection; what follows may be sent at once. */
    public static Uni<Void> set(SqlConnection connection, Duration timeout) {
        return connection
                .preparedQuery("select " + SETTING.formatted("$1"))
                .execute(Tuple.of(text(timeout)))
                .replaceWithVoid();
    }

    /**
     * A condition that always holds and sets it: for a statement that is a transaction of its own, in the {@code where}
     * of what it does first. It is evaluated once, before the first row.
     *
     * @param parameter of the statement, such as {@code $1}; takes the {@link #text}
     */
    public static String condition(String parameter) {
        return "(select " + SETTING.formatted(parameter) + ") is not null";
    }

    /** As PostgreSQL reads it, to the millisecond and never without limit. */
    public static String text(Duration timeout) {
        return Math.max(1, timeout.toMillis()) + "ms";
    }
}
