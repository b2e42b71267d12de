package io.enterprisemode.kernel.tenancy;

import com.fasterxml.jackson.core.JacksonException;
import io.enterprisemode.web.problem.OutageDetector;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes failures of PostgreSQL that may pass: it is unavailable, starting, in recovery, or read-only after a
 * failover, its disk is full, its password was changed, a lock or a statement took too long, or no connection is free.
 * {@link SqlStates} distinguishes them from bad data.
 */
@ApplicationScoped
public class PostgresOutages implements OutageDetector {

    private static final Logger LOG = Logger.getLogger(PostgresOutages.class);
    private static final int DEEPEST_CAUSE = 20;

    @Override
    public boolean isOutage(Throwable cause) {
        return switch (cause) {
            case PgException pg -> isOutage(pg, pg.getSqlState());
            case SQLException sql -> isOutage(sql, sql.getSQLState());
            case JacksonException unreadable -> false;
            case CharacterCodingException unreadable -> false;
            case UTFDataFormatException unreadable -> false;
            case ZipException unreadable -> false;
            case IOException connection -> true;
            case TimeoutException waiting -> true;
            case io.smallrye.mutiny.TimeoutException waiting -> true;
            // The pool tells so that no connection became free in time.
            case NoStackTraceThrowable waiting -> true;
            case RejectedExecutionException stopping -> true;
            case VertxException closed -> true;
            // The size of a statement does not cause it, because requests and batches are bounded.
            case OutOfMemoryError full -> true;
            default -> false;
        };
    }

    /** Whether PostgreSQL has ended a statement that took too long: with less to do it may be done in time. */
    public static boolean tookTooLong(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof PgException pg && SqlStates.QUERY_CANCELED.equals(pg.getSqlState())) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOutage(Exception failure, @Nullable String state) {
        if (SqlStates.isBadData(state)) {
            return false;
        }
        if (!SqlStates.isExpectedFailure(state)) {
            LOG.errorf(
                    failure,
                    "the database refuses a statement as it is (SQLSTATE %s): are all migrations applied?",
                    state);
        }
        return true;
    }
}
