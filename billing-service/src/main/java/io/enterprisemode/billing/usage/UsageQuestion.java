package io.enterprisemode.billing.usage;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.kernel.time.Interval;
import io.enterprisemode.kernel.time.TimeBuckets;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A request for usage over a window of time. Days are those of the time zone, of 23 or 25 hours where the clock
 * changes. Usage is kept by hours of UTC: where midnight is not on such an hour, the hour in which it falls belongs to
 * the day that ends.
 *
 * @param from start of the first interval
 * @param to end of the last one
 */
record UsageQuestion(
        Optional<String> meter,
        Optional<UUID> workspaceId,
        Instant from,
        Instant to,
        Interval interval,
        ZoneId zone,
        Grouping grouping,
        int limit) {

    private static final int MOST_POINTS = 3_000;

    /** The most points of all values of a property in an answer. */
    private static final int MOST_POINTS_OF_VALUES = 60_000;

    private static final int USUAL_HOURS = 24;
    private static final int USUAL_DAYS = 30;
    private static final int MOST_RETURNED = 200;
    private static final int USUALLY_RETURNED = 50;
    private static final String WORKSPACE = "workspace";

    /** Prefix of the name of a property, for a property with the name of another grouping. */
    private static final String PROPERTY = "property:";

    /** By what figures are kept apart, beside the meter. */
    sealed interface Grouping {

        /** By time only. */
        record Time() implements Grouping {}

        /** By workspace, over the whole window. */
        record Workspace() implements Grouping {}

        /** By the values of a property, and by time. */
        record Property(String name) implements Grouping {}
    }

    /**
     * The question of the query parameters, as they came; the window is widened to whole intervals.
     *
     * @throws ProblemException a 400 that names the parameter
     */
    static UsageQuestion of(UsageParameters parameters, ZoneId zone, Instant now) {
        Interval length = Parameters.oneOf(
                        "interval", parameters.interval(), Arrays.asList(Interval.values()), Interval::code)
                .orElse(Interval.DAY);
        Instant end = length.ceiling(Parameters.instant("to", parameters.to()).orElse(now), zone);
        Instant start = Parameters.instant("from", parameters.from())
                .map(instant -> length.floor(instant, zone))
                .orElseGet(() -> length.after(end, -usualPoints(length), zone));
        if (!start.isBefore(end)) {
            throw ProblemException.invalid("from", "must be before to");
        }
        if (Duration.between(start, end).dividedBy(shortest(length)) > MOST_POINTS) {
            throw ProblemException.invalid("from", "must be at most " + MOST_POINTS + " intervals before to");
        }
        UsageQuestion question = new UsageQuestion(
                Parameters.text("meter", parameters.meter(), 100),
                Parameters.uuid("workspaceId", parameters.workspaceId()),
                start,
                end,
                length,
                zone,
                Parameters.text("groupBy", parameters.groupBy(), 100)
                        .map(UsageQuestion::grouping)
                        .orElseGet(Grouping.Time::new),
                Parameters.integer("limit", parameters.limit(), 1, MOST_RETURNED, USUALLY_RETURNED));
        question.requireFewPoints();
        return question;
    }

    private static int usualPoints(Interval interval) {
        return interval == Interval.HOUR ? USUAL_HOURS : USUAL_DAYS;
    }

    private static Duration shortest(Interval interval) {
        return Duration.ofHours(interval == Interval.HOUR ? 1 : 23);
    }

    private void requireFewPoints() {
        int mostReturned = MOST_POINTS_OF_VALUES / buckets().starts().size();
        if (grouping instanceof Grouping.Property && limit > mostReturned) {
            throw ProblemException.invalid(
                    "limit",
                    "must be at most " + mostReturned + " for so many intervals: an answer has at most "
                            + MOST_POINTS_OF_VALUES + " points");
        }
    }

    private static Grouping grouping(String groupBy) {
        if (groupBy.equals(WORKSPACE)) {
            return new Grouping.Workspace();
        }
        return new Grouping.Property(groupBy.startsWith(PROPERTY) ? groupBy.substring(PROPERTY.length()) : groupBy);
    }

    /** The meters it is about. */
    List<Meter> meters(Catalogue catalogue) {
        return meter.map(code -> List.of(catalogue
                        .meter(code)
                        .orElseThrow(() -> ProblemException.invalid("meter", "is not the code of a meter"))))
                .orElseGet(catalogue::meters);
    }

    /** The one meter of the request, which a grouping by property needs. */
    Meter oneMeter(Catalogue catalogue) {
        if (meter.isEmpty()) {
            throw notGrouped();
        }
        return meters(catalogue).getFirst();
    }

    /** The meter neither is nor was grouped by the property. */
    static ProblemException notGrouped() {
        return ProblemException.invalid(
                "groupBy",
                "must be workspace, or a property by which the meter that is asked for is or was grouped,"
                        + " with property: before its name where it is called workspace");
    }

    /** The intervals, in order. */
    TimeBuckets buckets() {
        return TimeBuckets.of(from, to, interval, zone);
    }
}
