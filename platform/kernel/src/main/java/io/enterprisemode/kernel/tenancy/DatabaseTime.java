package io.enterprisemode.kernel.tenancy;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Instants as PostgreSQL keeps them: to the microsecond, so that what is answered at once equals what is read later.
 */
public final class DatabaseTime {

    private DatabaseTime() {}

    /** Now. */
    public static Instant now(Clock clock) {
        return of(clock.instant());
    }

    /** The instant without what PostgreSQL would drop. */
    public static Instant of(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /** The instant of a column as the plain database client gives it. */
    public static @Nullable Instant of(@Nullable OffsetDateTime column) {
        return column == null ? null : column.toInstant();
    }

    /** The instant as the plain database client takes it. */
    public static OffsetDateTime parameter(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
