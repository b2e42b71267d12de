package io.enterprisemode.teams;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as PostgreSQL keeps them: to the microsecond, so that what is answered at once equals what is read later. */
public final class StoredTime {

    private StoredTime() {}

    /** Now. */
    public static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
