package io.enterprisemode.kernel.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The buckets of a time series: hours, or days of a time zone, which are 23 or 25 hours long when the clocks change.
 * The first bucket starts at the start of the window, the last one ends at its end.
 *
 * @param starts of the buckets, in order; each ends where the next starts
 * @param zone whose days they are
 */
public record TimeBuckets(List<Instant> starts, ZoneId zone) {

    public TimeBuckets {
        starts = List.copyOf(starts);
    }

    /**
     * The buckets of a window.
     *
     * @param from included
     * @param to excluded, after {@code from}
     */
    public static TimeBuckets of(Instant from, Instant to, Interval interval, ZoneId zone) {
        List<Instant> starts = new ArrayList<>();
        for (Instant start = from; start.isBefore(to); start = next(start, interval, zone)) {
            starts.add(start);
        }
        return new TimeBuckets(starts, zone);
    }

    private static Instant next(Instant start, Interval interval, ZoneId zone) {
        return interval.after(interval.floor(start, zone), 1, zone);
    }

    /** The date in the zone on which a bucket starts: of a day's bucket the day. */
    public LocalDate date(int index) {
        return LocalDate.ofInstant(starts.get(index), zone);
    }

    /**
     * Whether a bucket starts inside an hour of UTC, for example a day of Asia/Kolkata. Usage is stored per hour of
     * UTC; such an hour counts for the bucket in which it starts.
     */
    public boolean approximate() {
        return starts.stream()
                .anyMatch(start -> !start.truncatedTo(ChronoUnit.HOURS).equals(start));
    }
}
