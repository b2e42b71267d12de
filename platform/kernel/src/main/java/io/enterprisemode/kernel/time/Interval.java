package io.enterprisemode.kernel.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The length of a bucket of a time series. Days are those of a time zone; they have 23 or 25 hours when the clocks
 * change.
 */
public enum Interval {
    /** An hour of UTC. */
    HOUR {
        @Override
        public Instant floor(Instant instant, ZoneId zone) {
            return instant.truncatedTo(ChronoUnit.HOURS);
        }

        @Override
        public Instant after(Instant start, int count, ZoneId zone) {
            return start.plus(count, ChronoUnit.HOURS);
        }
    },
    /** From midnight, or the first instant after it that the clocks of the zone show, to the next. */
    DAY {
        @Override
        public Instant floor(Instant instant, ZoneId zone) {
            return LocalDate.ofInstant(instant, zone).atStartOfDay(zone).toInstant();
        }

        @Override
        public Instant after(Instant start, int count, ZoneId zone) {
            return LocalDate.ofInstant(start, zone)
                    .plusDays(count)
                    .atStartOfDay(zone)
                    .toInstant();
        }
    };

    /** The start of the bucket that contains the instant. */
    public abstract Instant floor(Instant instant, ZoneId zone);

    /** The start of the bucket that many after the one that starts then; before it where {@code count} is negative. */
    public abstract Instant after(Instant start, int count, ZoneId zone);

    /** The instant itself when a bucket starts then, else the start of the next one. */
    public Instant ceiling(Instant instant, ZoneId zone) {
        Instant floor = floor(instant, zone);
        return floor.equals(instant) ? floor : after(floor, 1, zone);
    }

    /** The name in the interface. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
