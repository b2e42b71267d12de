package io.enterprisemode.kernel.tenancy;

import com.fasterxml.jackson.core.JacksonException;
import io.enterprisemode.web.problem.OutageDetector;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/** Knows how it looks when PostgreSQL is away, starting, stopping, out of connections or in recovery. */
@ApplicationScoped
public class PostgresOutages implements OutageDetector {

    /** SQLSTATE classes: connection exception, insufficient resources, operator intervention. */
    private static final Set<String> CLASSES = Set.of("08", "53", "57");

    @Override
    public boolean isOutage(Throwable cause) {
        return switch (cause) {
            case PgException pg ->
                pg.getSqlState() != null && CLASSES.contains(pg.getSqlState().substring(0, 2));
            case JacksonException unreadable -> false;
            case IOException connection -> true;
            case TimeoutException waiting -> true;
            case VertxException closed -> true;
            default -> false;
        };
    }

    /** Whether trying the same again later can help: outages, deadlocks and serialization failures. */
    public boolean isTransient(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (isOutage(cause) || isRetryable(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRetryable(Throwable cause) {
        return cause instanceof PgException pg
                && pg.getSqlState() != null
                && pg.getSqlState().startsWith("40");
    }
}
