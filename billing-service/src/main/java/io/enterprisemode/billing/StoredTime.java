package io.enterprisemode.billing;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Instants as PostgreSQL keeps them: to the microsecond, so that what is answered at once equals what is read later. */
public final class StoredTime {

    private StoredTime() {}

    /** Now. */
    public static Instant now(Clock clock) {
        return of(clock.instant());
    }

    /** The instant without what PostgreSQL would drop. */
    public static Instant of(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
    }

    /** The instant as the plain database client takes it. */
    public static OffsetDateTime parameter(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
