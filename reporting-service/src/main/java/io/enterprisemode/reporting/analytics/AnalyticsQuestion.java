package io.enterprisemode.reporting.analytics;

import io.enterprisemode.contracts.billing.MeterCode;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of usage.
 *
 * @param zone empty: the organization's
 * @param top how many workspaces to name for each meter
 * @param reach where the caller may look
 */
record AnalyticsQuestion(
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<String> meter,
        Optional<UUID> workspaceId,
        Interval interval,
        Optional<ZoneId> zone,
        int top,
        Reach reach) {

    private static final Pattern METER = Pattern.compile(MeterCode.PATTERN);
    private static final int LONGEST_NAME = 64;
    private static final int MOST_WORKSPACES = 50;
    private static final int USUAL_WORKSPACES = 5;
    private static final String ORGANIZATION = "organization";

    /** Reads the query parameters; 400 when one cannot be read. */
    static AnalyticsQuestion of(
            @Nullable String from,
            @Nullable String to,
            @Nullable String meter,
            @Nullable String workspaceId,
            @Nullable String interval,
            @Nullable String timeZone,
            @Nullable String top,
            Reach reach) {
        return new AnalyticsQuestion(
                Parameters.instant("from", from),
                Parameters.instant("to", to),
                Parameters.text("meter", meter, LONGEST_NAME).map(AnalyticsQuestion::meterCode),
                Parameters.uuid("workspaceId", workspaceId),
                Parameters.oneOf("interval", interval, List.of(Interval.values()), Interval::code)
                        .orElse(Interval.DAY),
                ORGANIZATION.equals(timeZone) ? Optional.empty() : Parameters.zone("timeZone", timeZone),
                Parameters.integer("top", top, 1, MOST_WORKSPACES, USUAL_WORKSPACES),
                reach);
    }

    /** Which meters there are is not known here: only what cannot be the code of one is refused. */
    private static String meterCode(String text) {
        if (!METER.matcher(text).matches()) {
            throw ProblemException.invalid("meter", "is not the code of a meter");
        }
        return text;
    }

    /**
     * The window that is meant, widened to whole hours or days of the zone, as billing-service does. Without an end: to
     * the end of the running hour, so that the window before is just as long; without a start: so many whole buckets
     * with the last one.
     *
     * @throws ProblemException when it is empty or too long for the interval
     */
    Window window(Instant now, ZoneId inZone) {
        Instant end = to.map(instant -> interval.ceiling(instant, inZone))
                .orElseGet(() -> now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
        Instant start = from.map(instant -> interval.floor(instant, inZone))
                .orElseGet(() -> interval.usualStart(end.minusNanos(1), inZone));
        if (!start.isBefore(end)) {
            throw ProblemException.invalid("from", "must be before to");
        }
        if (start.plus(interval.longest()).isBefore(end)) {
            throw ProblemException.invalid(
                    "from",
                    "by " + interval.code() + " at most " + interval.longest().toDays() + " days are answered at once");
        }
        return new Window(start, end);
    }
}
