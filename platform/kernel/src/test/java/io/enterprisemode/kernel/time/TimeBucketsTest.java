package io.enterprisemode.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimeBucketsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void daysAreThoseOfTheZoneAlsoWhenClocksGoForward() {
        assertThat(days("2026-03-27T23:00:00Z", "2026-03-30T22:00:00Z", BERLIN))
                .containsExactly(
                        Instant.parse("2026-03-27T23:00:00Z"),
                        Instant.parse("2026-03-28T23:00:00Z"),
                        Instant.parse("2026-03-29T22:00:00Z"));
    }

    @Test
    void theDayOnWhichClocksGoBackHas25Hours() {
        assertThat(days("2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z", BERLIN))
                .containsExactly(Instant.parse("2026-10-24T22:00:00Z"), Instant.parse("2026-10-25T23:00:00Z"));
    }

    @Test
    void aBucketIsOfTheDateInItsZoneEastAndWestOfUtc() {
        assertThat(dates("2026-11-27T18:30:00Z", "2026-11-29T18:30:00Z", ZoneId.of("Asia/Kolkata")))
                .containsExactly(LocalDate.parse("2026-11-28"), LocalDate.parse("2026-11-29"));
        assertThat(dates("2026-11-27T08:00:00Z", "2026-11-29T08:00:00Z", ZoneId.of("America/Los_Angeles")))
                .containsExactly(LocalDate.parse("2026-11-27"), LocalDate.parse("2026-11-28"));
        assertThat(dates("2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z", BERLIN))
                .containsExactly(LocalDate.parse("2026-10-25"), LocalDate.parse("2026-10-26"));
    }

    @Test
    void daysThatStartWithinAnHourOfUtcAreApproximate() {
        Instant from = Instant.parse("2026-11-27T18:30:00Z");
        Instant to = from.plus(Duration.ofDays(2));
        assertThat(TimeBuckets.of(from, to, Interval.DAY, ZoneId.of("Asia/Kolkata"))
                        .approximate())
                .isTrue();
        assertThat(TimeBuckets.of(
                                Instant.parse("2026-11-27T23:00:00Z"),
                                Instant.parse("2026-11-29T23:00:00Z"),
                                Interval.DAY,
                                BERLIN)
                        .approximate())
                .isFalse();
    }

    @Test
    void theFirstAndTheLastBucketAreCutByTheWindow() {
        assertThat(days("2026-02-01T14:30:00Z", "2026-02-03T08:00:00Z", ZoneOffset.UTC))
                .containsExactly(
                        Instant.parse("2026-02-01T14:30:00Z"),
                        Instant.parse("2026-02-02T00:00:00Z"),
                        Instant.parse("2026-02-03T00:00:00Z"));
    }

    @Test
    void hoursStartOnTheHour() {
        assertThat(TimeBuckets.of(
                                Instant.parse("2026-02-01T14:30:00Z"),
                                Instant.parse("2026-02-01T16:00:00Z"),
                                Interval.HOUR,
                                BERLIN)
                        .starts())
                .containsExactly(Instant.parse("2026-02-01T14:30:00Z"), Instant.parse("2026-02-01T15:00:00Z"));
    }

    @Test
    void aDayMayStartAfterMidnightWhereClocksGoForwardAtMidnight() {
        ZoneId santiago = ZoneId.of("America/Santiago");
        assertThat(Interval.DAY.floor(Instant.parse("2026-09-06T12:00:00Z"), santiago))
                .isEqualTo(Instant.parse("2026-09-06T04:00:00Z"));
    }

    private static List<LocalDate> dates(String from, String to, ZoneId zone) {
        TimeBuckets buckets = TimeBuckets.of(Instant.parse(from), Instant.parse(to), Interval.DAY, zone);
        return IntStream.range(0, buckets.starts().size())
                .mapToObj(buckets::date)
                .toList();
    }

    private static List<Instant> days(String from, String to, ZoneId zone) {
        return TimeBuckets.of(Instant.parse(from), Instant.parse(to), Interval.DAY, zone)
                .starts();
    }
}
