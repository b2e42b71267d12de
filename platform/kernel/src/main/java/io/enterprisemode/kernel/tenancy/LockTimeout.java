package io.enterprisemode.kernel.tenancy;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;

/**
 * Sets how long the statements of one transaction wait for a lock, when it differs from the default of the connection.
 * After that time a statement fails with SQLSTATE 55P03. The setting is sent together with the statements that it is
 * for, without a separate round trip.
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
     * A condition that is always true and sets the timeout. It is for a statement that is its own transaction, in the
     * {@code where} clause of the part that is executed first. It is evaluated once, before the first row.
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
