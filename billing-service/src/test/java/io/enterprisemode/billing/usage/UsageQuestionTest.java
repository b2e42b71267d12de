package io.enterprisemode.billing.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.enterprisemode.web.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageQuestionTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-03-30T10:20:30Z");

    private static UsageQuestion ask(String from, String to, String interval, ZoneId zone) {
        return new UsageParameters(null, null, from, to, interval, null, null, null).question(zone, NOW);
    }

    private static List<Long> hours(UsageQuestion question) {
        List<Instant> bounds = new ArrayList<>(question.buckets().starts());
        bounds.add(question.to());
        List<Long> hours = new ArrayList<>();
        for (int i = 1; i < bounds.size(); i++) {
            hours.add(Duration.between(bounds.get(i - 1), bounds.get(i)).toHours());
        }
        return hours;
    }

    @Test
    void daysAreOfTheTimeZoneAndOf23Or25HoursWhereTheClockChanges() {
        UsageQuestion spring = ask("2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z", "day", BERLIN);
        UsageQuestion autumn = ask("2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z", "day", BERLIN);

        assertThat(spring.from()).isEqualTo("2026-03-27T23:00:00Z");
        assertThat(spring.to()).isEqualTo("2026-03-30T22:00:00Z");
        assertThat(hours(spring)).containsExactly(24L, 23L, 24L);
        assertThat(hours(autumn)).containsExactly(24L, 25L);
    }

    @Test
    void daysOfUtcAreAlwaysOf24Hours() {
        assertThat(hours(ask("2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z", "day", ZoneOffset.UTC)))
                .containsExactly(24L, 24L, 24L);
    }

    @Test
    void aDayMayBeginWhereMidnightIsSkipped() {
        UsageQuestion question = ask("2026-04-23T12:00:00Z", "2026-04-24T12:00:00Z", "day", ZoneId.of("Africa/Cairo"));

        assertThat(question.buckets().starts())
                .containsExactly(Instant.parse("2026-04-22T22:00:00Z"), Instant.parse("2026-04-23T22:00:00Z"));
        assertThat(question.to()).isEqualTo("2026-04-24T21:00:00Z");
    }

    @Test
    void withoutAWindowItIsTheLastThirtyDaysOrTheLastDay() {
        assertThat(hours(new UsageParameters(null, null, null, null, null, null, null, null).question(BERLIN, NOW)))
                .hasSize(30)
                .contains(23L);
        assertThat(hours(new UsageParameters(null, null, null, null, "hour", null, null, null).question(BERLIN, NOW)))
                .hasSize(24)
                .containsOnly(1L);
    }

    @Test
    void aWindowIsNotEmptyAndNotTooLong() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ask("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z", "day", BERLIN));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ask("2015-03-02T00:00:00Z", "2026-03-01T00:00:00Z", "day", BERLIN));
    }

    private static UsageQuestion byProperty(String groupBy, int limit) {
        return new UsageParameters(
                        "tokens",
                        null,
                        "2026-01-01T00:00:00Z",
                        "2026-01-26T00:00:00Z",
                        "hour",
                        groupBy,
                        null,
                        String.valueOf(limit))
                .question(ZoneOffset.UTC, NOW);
    }

    @Test
    void valuesTimesIntervalsAreBounded() {
        assertThat(byProperty("model", 100).buckets().starts()).hasSize(600);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> byProperty("model", 101))
                .satisfies(problem -> assertThat(problem.errors())
                        .singleElement()
                        .satisfies(error -> assertThat(error.pointer()).isEqualTo("limit")));
        assertThat(byProperty("workspace", 200).limit()).isEqualTo(200);
    }
}
