package io.enterprisemode.reporting.analytics;

import io.enterprisemode.contracts.billing.MeterCode;
import io.enterprisemode.kernel.time.Interval;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request for a report of usage.
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
    private static final int USUAL_HOURS = 48;
    private static final int USUAL_DAYS = 30;

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
                .orElseGet(() -> usualStart(end.minusNanos(1), inZone));
        if (!start.isBefore(end)) {
            throw ProblemException.invalid("from", "must be before to");
        }
        Duration longest = longest();
        if (start.plus(longest).isBefore(end)) {
            throw ProblemException.invalid(
                    "from", "by " + interval.code() + " at most " + longest.toDays() + " days are answered at once");
        }
        return new Window(start, end);
    }

    /** So many whole buckets, the last of which contains {@code last}. */
    private Instant usualStart(Instant last, ZoneId inZone) {
        int buckets = interval == Interval.HOUR ? USUAL_HOURS : USUAL_DAYS;
        return interval.after(interval.floor(last, inZone), 1 - buckets, inZone);
    }

    /** The longest time that one answer covers. */
    private Duration longest() {
        return Duration.ofDays(interval == Interval.HOUR ? 31 : 731);
    }
}
