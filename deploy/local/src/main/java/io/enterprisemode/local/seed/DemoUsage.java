package io.enterprisemode.local.seed;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Plausible usage: hours of the day, days of the week, growth, noise and two anomalies. The same parameters always give
 * the same usage.
 *
 * @param end excluded, a whole hour: nothing lies after it
 * @param days how far back it goes, the day of the end included
 */
record DemoUsage(Instant end, int days) {

    /** Quantity that a workspace used of a meter, at a time. */
    record Point(Instant time, DemoMeter meter, long quantity) {

        /** The id of its event: the same whenever it is made again. */
        String eventId() {
            return meter.code() + "-" + time;
        }
    }

    private static final long SEED = 20_260_101L;
    private static final double GROWTH_PER_DAY = 0.0052;
    private static final double NOISE = 0.11;

    /** The noise of a level, relative to that of an amount. */
    private static final double CALM = 0.05;

    /** An afternoon of a runaway client: calls of the API go up to six times the usual. */
    private static final int SPIKE_DAYS_AGO = 12;

    private static final String SPIKE_WORKSPACE = "Production";
    private static final double SPIKE = 6;

    /** A day on which no newsletter left. */
    private static final int OUTAGE_DAYS_AGO = 38;

    private static final String OUTAGE_WORKSPACE = "Newsletter";
    private static final double OUTAGE = 0.03;

    DemoUsage {
        if (!end.equals(end.truncatedTo(ChronoUnit.HOURS)) || days < 1) {
            throw new IllegalArgumentException("usage of " + days + " days until " + end);
        }
    }

    /** What a workspace used, oldest first. */
    List<Point> of(DemoWorkspace workspace) {
        List<Point> points = new ArrayList<>();
        Instant firstDay = end.truncatedTo(ChronoUnit.DAYS).minus(days - 1L, ChronoUnit.DAYS);
        for (int day = 0; day < days; day++) {
            Instant midnight = firstDay.plus(day, ChronoUnit.DAYS);
            for (DemoMeter meter : DemoMeter.values()) {
                SplittableRandom random = random(workspace, meter, day);
                for (int hour = 0; hour < 24; hour += meter.hoursPerEvent()) {
                    Instant time = midnight.plus(hour, ChronoUnit.HOURS);
                    long quantity = quantity(workspace, meter, day, midnight, hour, random);
                    if (quantity > 0 && time.isBefore(end)) {
                        points.add(new Point(time, meter, quantity));
                    }
                }
            }
        }
        return points;
    }

    private long quantity(
            DemoWorkspace workspace, DemoMeter meter, int day, Instant midnight, int hour, SplittableRandom random) {
        DayOfWeek weekday = midnight.atOffset(ZoneOffset.UTC).getDayOfWeek();
        double noise = 1 + NOISE * (random.nextDouble() + random.nextDouble() - 1) * (meter.isLevel() ? CALM : 1);
        double quantity = meter.perDay()
                * workspace.weight(meter)
                * Math.exp(GROWTH_PER_DAY * day)
                * meter.weekly(weekday)
                * meter.shareOfDay(hour)
                * noise
                * anomaly(workspace, meter, day, hour);
        return meter.isLevel() ? Math.round(quantity) : (long) (quantity + random.nextDouble());
    }

    private double anomaly(DemoWorkspace workspace, DemoMeter meter, int day, int hour) {
        int daysAgo = days - 1 - day;
        if (meter == DemoMeter.API_CALLS
                && workspace.name().equals(SPIKE_WORKSPACE)
                && daysAgo == SPIKE_DAYS_AGO
                && hour >= 12
                && hour < 18) {
            return SPIKE;
        }
        if (meter == DemoMeter.EMAILS && workspace.name().equals(OUTAGE_WORKSPACE) && daysAgo == OUTAGE_DAYS_AGO) {
            return OUTAGE;
        }
        return 1;
    }

    /** One random generator per workspace, meter and day, so that no part depends on another. */
    private static SplittableRandom random(DemoWorkspace workspace, DemoMeter meter, int day) {
        long seed =
                SEED + 31L * workspace.name().hashCode() + 7_919L * meter.code().hashCode() + 1_000_003L * day;
        return new SplittableRandom(seed);
    }
}
