package io.enterprisemode.reporting.analytics;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** How long one bucket of a series is. Days are those of a time zone, of 23 or 25 hours where clocks change. */
enum Interval {
    HOUR(Duration.ofDays(31)) {
        @Override
        Instant floor(Instant instant, ZoneId zone) {
            return instant.truncatedTo(ChronoUnit.HOURS);
        }

        @Override
        Instant after(Instant start, int count, ZoneId zone) {
            return start.plus(count, ChronoUnit.HOURS);
        }

        @Override
        Instant usualStart(Instant last, ZoneId zone) {
            return after(floor(last, zone), 1 - USUAL_HOURS, zone);
        }
    },
    DAY(Duration.ofDays(731)) {
        @Override
        Instant floor(Instant instant, ZoneId zone) {
            return LocalDate.ofInstant(instant, zone).atStartOfDay(zone).toInstant();
        }

        @Override
        Instant after(Instant start, int count, ZoneId zone) {
            return LocalDate.ofInstant(start, zone)
                    .plusDays(count)
                    .atStartOfDay(zone)
                    .toInstant();
        }

        @Override
        Instant usualStart(Instant last, ZoneId zone) {
            return after(floor(last, zone), 1 - USUAL_DAYS, zone);
        }
    };

    private static final int USUAL_HOURS = 48;
    private static final int USUAL_DAYS = 30;

    private final Duration longest;

    Interval(Duration longest) {
        this.longest = longest;
    }

    /** The start of the bucket that contains the instant. */
    abstract Instant floor(Instant instant, ZoneId zone);

    /** The start of the bucket that many after the one that starts then. */
    abstract Instant after(Instant start, int count, ZoneId zone);

    /** Where a series starts when it is not said: 48 hours or 30 days, with the bucket that contains {@code last}. */
    abstract Instant usualStart(Instant last, ZoneId zone);

    /** The instant itself when a bucket starts then, else the start of the next one. */
    Instant ceiling(Instant instant, ZoneId zone) {
        Instant floor = floor(instant, zone);
        return floor.equals(instant) ? floor : after(floor, 1, zone);
    }

    /** The longest time that one answer covers. */
    Duration longest() {
        return longest;
    }

    /** The name in the interface. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
