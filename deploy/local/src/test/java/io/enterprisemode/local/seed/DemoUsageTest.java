package io.enterprisemode.local.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.enterprisemode.local.seed.DemoUsage.Point;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoUsageTest {

    private static final Instant END = Instant.parse("2026-03-18T10:00:00Z");

    private final DemoUsage usage = new DemoUsage(END, 90);

    @Test
    void itIsTheSameWhenMadeAgain() {
        for (DemoWorkspace workspace : DemoWorkspace.ACME) {
            assertThat(new DemoUsage(END, 90).of(workspace)).isEqualTo(usage.of(workspace));
        }
    }

    @Test
    void noTwoEventsOfAWorkspaceHaveTheSameId() {
        List<Point> points = usage.of(DemoWorkspace.ACME.getFirst());

        assertThat(points.stream().map(Point::eventId)).doesNotHaveDuplicates();
    }

    @Test
    void itLiesWithinItsDaysAndBeforeItsEnd() {
        Instant begin = END.truncatedTo(ChronoUnit.DAYS).minus(89, ChronoUnit.DAYS);

        assertThat(all())
                .allMatch(point -> point.time().isBefore(END) && !point.time().isBefore(begin));
    }

    @Test
    void itGrows() {
        Map<LocalDate, Long> days = byDay(DemoMeter.EMAILS);
        LocalDate last = LocalDate.parse("2026-03-17");

        assertThat(week(days, last)).isGreaterThan(week(days, last.minusDays(77)) * 13 / 10);
    }

    @Test
    void weekendsAreQuiet() {
        Map<LocalDate, Long> days = byDay(DemoMeter.AI_REQUESTS);

        assertThat(average(days, DayOfWeek.SUNDAY)).isLessThan(average(days, DayOfWeek.TUESDAY) / 4);
    }

    @Test
    void oneAfternoonHasFarMoreCallsThanItsWeekday() {
        DemoWorkspace production = workspace("Production");
        LocalDate spike = LocalDate.parse("2026-03-06");

        long usual = onDay(production, DemoMeter.API_CALLS, spike.minusDays(7));

        assertThat(onDay(production, DemoMeter.API_CALLS, spike)).isGreaterThan(2 * usual);
    }

    @Test
    void oneDayHasHardlyANewsletter() {
        DemoWorkspace newsletter = workspace("Newsletter");
        LocalDate outage = LocalDate.parse("2026-02-08");

        long usual = onDay(newsletter, DemoMeter.EMAILS, outage.minusDays(7));

        assertThat(onDay(newsletter, DemoMeter.EMAILS, outage)).isLessThan(usual / 10);
    }

    @Test
    void twelveDaysOfItFitWhatProfessionalIncludesAndAMonthDoesNot() {
        assertThat(sumOfLastDays(DemoMeter.EMAILS, 12)).isBetween(60_000L, 99_000L);
        assertThat(sumOfLastDays(DemoMeter.EMAILS, 34)).isGreaterThan(150_000L);
        assertThat(sumOfLastDays(DemoMeter.AI_REQUESTS, 12)).isBetween(7_000L, 11_500L);
        assertThat(sumOfLastDays(DemoMeter.API_CALLS, 12)).isBetween(450_000L, 850_000L);
    }

    @Test
    void theHoursOfADayAddUpToTheDay() {
        for (DemoMeter meter : DemoMeter.values()) {
            double sum = 0;
            for (int hour = 0; hour < 24; hour += meter.hoursPerEvent()) {
                sum += meter.shareOfDay(hour);
            }
            assertThat(sum).as(meter.code()).isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void theWorkspacesOfAcmeAddUpToAcme() {
        for (DemoMeter meter : DemoMeter.values()) {
            double sum = DemoWorkspace.ACME.stream()
                    .mapToDouble(workspace -> workspace.weight(meter))
                    .sum();
            assertThat(sum).as(meter.code()).isCloseTo(1, within(1e-9));
        }
    }

    private Stream<Point> all() {
        return DemoWorkspace.ACME.stream().flatMap(workspace -> usage.of(workspace).stream());
    }

    private Map<LocalDate, Long> byDay(DemoMeter meter) {
        return all().filter(point -> point.meter() == meter)
                .collect(Collectors.groupingBy(DemoUsageTest::day, Collectors.summingLong(Point::quantity)));
    }

    private long onDay(DemoWorkspace workspace, DemoMeter meter, LocalDate day) {
        return usage.of(workspace).stream()
                .filter(point -> point.meter() == meter && day(point).equals(day))
                .mapToLong(Point::quantity)
                .sum();
    }

    private long sumOfLastDays(DemoMeter meter, int days) {
        return all().filter(point -> point.meter() == meter && point.time().isAfter(END.minus(days, ChronoUnit.DAYS)))
                .mapToLong(Point::quantity)
                .sum();
    }

    private static long week(Map<LocalDate, Long> days, LocalDate last) {
        long sum = 0;
        for (int i = 0; i < 7; i++) {
            sum += days.getOrDefault(last.minusDays(i), 0L);
        }
        return sum;
    }

    private static double average(Map<LocalDate, Long> days, DayOfWeek weekday) {
        return days.entrySet().stream()
                .filter(day -> day.getKey().getDayOfWeek() == weekday)
                .mapToLong(Map.Entry::getValue)
                .average()
                .orElseThrow();
    }

    private static DemoWorkspace workspace(String name) {
        return DemoWorkspace.ACME.stream()
                .filter(workspace -> workspace.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static LocalDate day(Point point) {
        return point.time().atZone(ZoneOffset.UTC).toLocalDate();
    }
}
