package io.enterprisemode.local.seed;

import java.time.DayOfWeek;
import java.util.Locale;

/**
 * How a meter is used in the demo.
 *
 * <p>The quantities are a little too large for Acme's Professional plan: twelve days into a billing period e-mails are
 * about at the soft limit, and the period before has cost more than the plan.
 */
enum DemoMeter {
    EMAILS(5_480, 0.30, 2),
    AI_REQUESTS(670, 0.18, 2),
    CONTACTS(21_000, 1.0, 24),
    API_CALLS(38_200, 0.45, 1);

    /** Of the hours of a day in UTC; sums to 1. Busy in the working hours of Berlin, with a dip at noon. */
    private static final double[] HOURS = {
        0.008, 0.006, 0.005, 0.006, 0.010, 0.022, 0.048, 0.078, 0.092, 0.090, 0.070, 0.064, 0.082, 0.088, 0.080, 0.066,
        0.048, 0.036, 0.028, 0.022, 0.018, 0.014, 0.011, 0.008
    };

    private final double perDay;
    private final double weekend;
    private final int hoursPerEvent;

    DemoMeter(double perDay, double weekend, int hoursPerEvent) {
        this.perDay = perDay;
        this.weekend = weekend;
        this.hoursPerEvent = hoursPerEvent;
    }

    /** The meter's code. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The quantity of the whole organization on an ordinary working day 90 days ago; of CONTACTS what there is. */
    double perDay() {
        return perDay;
    }

    /** How many hours one event stands for. */
    int hoursPerEvent() {
        return hoursPerEvent;
    }

    /** Whether the quantity is a level and not an amount. */
    boolean isLevel() {
        return this == CONTACTS;
    }

    /** The part of the day's quantity that falls into the hours that begin at this one. */
    double shareOfDay(int hour) {
        if (isLevel()) {
            return 1;
        }
        double share = 0;
        for (int i = 0; i < hoursPerEvent; i++) {
            share += HOURS[(hour + i) % HOURS.length];
        }
        return share;
    }

    /** The rhythm of the week, 1 on an ordinary working day. */
    double weekly(DayOfWeek day) {
        return isLevel()
                ? 1
                : switch (day) {
                    case MONDAY -> 1.08;
                    case TUESDAY -> 1.12;
                    case WEDNESDAY -> 1.04;
                    case THURSDAY -> 1.0;
                    case FRIDAY -> 0.86;
                    case SATURDAY -> weekend;
                    case SUNDAY -> weekend * 0.8;
                };
    }
}
