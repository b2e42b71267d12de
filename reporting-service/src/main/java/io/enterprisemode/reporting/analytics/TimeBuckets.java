package io.enterprisemode.reporting.analytics;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The buckets of a series: hours, or days as the people of a time zone live them, which are 23 or 25 hours long when clocks change. The first
 * bucket starts with the window, the last ends with it.
 *
 * @param starts of the buckets, in order; each ends where the next starts
 */
record TimeBuckets(List<Instant> starts) {

    TimeBuckets {
        starts = List.copyOf(starts);
    }

    /**
     * The buckets of a window.
     *
     * @param from included
     * @param to excluded, after {@code from}
     */
    static TimeBuckets of(Instant from, Instant to, Interval interval, ZoneId zone) {
        List<Instant> starts = new ArrayList<>();
        for (Instant start = from; start.isBefore(to); start = next(start, interval, zone)) {
            starts.add(start);
        }
        return new TimeBuckets(starts);
    }

    private static Instant next(Instant start, Interval interval, ZoneId zone) {
        return switch (interval) {
            case HOUR -> start.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
            case DAY ->
                start.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
        };
    }

    /** The start of the day in which an instant lies. */
    static Instant startOfDay(Instant instant, ZoneId zone) {
        return instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }
}
