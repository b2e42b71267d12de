package io.enterprisemode.reporting.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.kernel.time.TimeBuckets;
import io.enterprisemode.web.access.Reach;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnalyticsQuestionTest {

    @ParameterizedTest
    @CsvSource({
        // east of UTC the day has begun already, west of it it has not
        "Asia/Kolkata,        2026-11-28T20:00:00Z, 2026-10-31, 2026-11-29",
        "Pacific/Kiritimati,  2026-11-28T12:00:00Z, 2026-10-31, 2026-11-29",
        "America/Los_Angeles, 2026-11-29T05:00:00Z, 2026-10-30, 2026-11-28",
        "UTC,                 2026-11-28T20:00:00Z, 2026-10-30, 2026-11-28",
        // the first minutes of a day after clocks went forward, and after they went back
        "Europe/Berlin,       2026-04-01T22:10:00Z, 2026-03-04, 2026-04-02",
        "Europe/Berlin,       2026-11-01T23:10:00Z, 2026-10-04, 2026-11-02",
        "Europe/Berlin,       2026-11-01T22:50:00Z, 2026-10-03, 2026-11-01",
    })
    void withoutAWindowThirtyDaysOfTheZoneEndWithToday(String zone, Instant now, LocalDate first, LocalDate last) {
        List<LocalDate> dates = dates(ask(null, null, "day"), now, ZoneId.of(zone));

        assertThat(dates).hasSize(30).startsWith(first).endsWith(last);
    }

    @Test
    void aWindowIsWidenedToWholeDaysOfTheZoneAsInBilling() {
        Window window = ask("2026-11-01T10:15:00Z", "2026-11-03T00:30:00Z", "day")
                .window(Instant.parse("2026-11-28T20:00:00Z"), ZoneId.of("Asia/Kolkata"));

        assertThat(window)
                .isEqualTo(new Window(Instant.parse("2026-10-31T18:30:00Z"), Instant.parse("2026-11-03T18:30:00Z")));
    }

    @Test
    void aWindowByHourIsWidenedToWholeHours() {
        Window window = ask("2026-11-01T10:15:00Z", "2026-11-01T12:00:01Z", "hour")
                .window(Instant.parse("2026-11-28T20:00:00Z"), ZoneOffset.UTC);

        assertThat(window)
                .isEqualTo(new Window(Instant.parse("2026-11-01T10:00:00Z"), Instant.parse("2026-11-01T13:00:00Z")));
    }

    @Test
    void theOrganizationsZoneCanBeAskedForByName() {
        AnalyticsQuestion question =
                AnalyticsQuestion.of(null, null, null, null, null, "organization", null, new Reach.WholeOrganization());

        assertThat(question.zone()).isEmpty();
    }

    private static List<LocalDate> dates(AnalyticsQuestion question, Instant now, ZoneId zone) {
        Window window = question.window(now, zone);
        TimeBuckets buckets = TimeBuckets.of(window.from(), window.to(), question.interval(), zone);
        return IntStream.range(0, buckets.starts().size())
                .mapToObj(buckets::date)
                .toList();
    }

    private static AnalyticsQuestion ask(@Nullable String from, @Nullable String to, String interval) {
        return AnalyticsQuestion.of(from, to, null, null, interval, null, null, new Reach.WholeOrganization());
    }
}
