package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is asked about usage over a window of time. */
record UsageQuestion(
        Optional<String> meter,
        Optional<UUID> workspaceId,
        Instant from,
        Instant to,
        Interval interval,
        boolean byWorkspace,
        int limit) {

    private static final int MOST_POINTS = 3_000;

    /** How long one point of a series is. */
    enum Interval {
        HOUR(ChronoUnit.HOURS, Duration.ofDays(1)),
        DAY(ChronoUnit.DAYS, Duration.ofDays(30));

        private final ChronoUnit unit;
        private final Duration window;

        Interval(ChronoUnit unit, Duration window) {
            this.unit = unit;
            this.window = window;
        }

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        Duration length() {
            return unit.getDuration();
        }

        Instant floor(Instant instant) {
            return instant.truncatedTo(unit);
        }

        Instant ceiling(Instant instant) {
            Instant floor = floor(instant);
            return floor.equals(instant) ? floor : floor.plus(unit.getDuration());
        }
    }

    /**
     * The question of the query parameters, as they came; the window is widened to whole intervals.
     *
     * @throws ProblemException a 400 that names the parameter
     */
    static UsageQuestion of(
            @Nullable String meter,
            @Nullable String workspaceId,
            @Nullable String from,
            @Nullable String to,
            @Nullable String interval,
            @Nullable String groupBy,
            @Nullable String limit,
            Instant now) {
        Interval length = Parameters.oneOf("interval", interval, Arrays.asList(Interval.values()), Interval::code)
                .orElse(Interval.DAY);
        boolean byWorkspace = Parameters.oneOf("groupBy", groupBy, List.of("workspace"), each -> each)
                .isPresent();
        Instant end = length.ceiling(Parameters.instant("to", to).orElse(now));
        Instant start = Parameters.instant("from", from).map(length::floor).orElseGet(() -> end.minus(length.window));
        if (!start.isBefore(end)) {
            throw ProblemException.invalid("from", "must be before to");
        }
        if (Duration.between(start, end).dividedBy(length.length()) > MOST_POINTS) {
            throw ProblemException.invalid("from", "must be at most " + MOST_POINTS + " intervals before to");
        }
        return new UsageQuestion(
                Parameters.text("meter", meter, 100),
                Parameters.uuid("workspaceId", workspaceId),
                start,
                end,
                length,
                byWorkspace,
                Parameters.integer("limit", limit, 1, 200, 50));
    }

    /** The meters it is about. */
    List<Meter> meters(Catalogue catalogue) {
        return meter.map(code -> List.of(catalogue
                        .meter(code)
                        .orElseThrow(() -> ProblemException.invalid("meter", "is not the code of a meter"))))
                .orElseGet(catalogue::meters);
    }
}
