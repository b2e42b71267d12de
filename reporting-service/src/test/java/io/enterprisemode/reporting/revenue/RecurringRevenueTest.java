package io.enterprisemode.reporting.revenue;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.reporting.revenue.RecurringRevenue.Month;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecurringRevenueTest {

    private static final YearMonth JANUARY = YearMonth.of(2025, 1);

    @Test
    void anOrganizationIsNewOnceAndReactivatedAfterwards() {
        List<SubscriptionSpan> acme = List.of(
                span("2025-01-10T00:00:00Z", "2025-02-10T00:00:00Z", 2900), span("2025-03-10T00:00:00Z", null, 2900));

        assertThat(months(3, List.of(acme)))
                .containsExactly(
                        new Month(JANUARY, 2900, 1, 2900, 0, 0, 0, 0),
                        new Month(JANUARY.plusMonths(1), 0, 0, 0, 0, 0, -2900, 0),
                        new Month(JANUARY.plusMonths(2), 2900, 1, 0, 0, 0, 0, 2900));
    }

    @Test
    void whatIsUndoneWithinAMonthIsNotSeen() {
        List<SubscriptionSpan> acme = List.of(span("2025-01-10T00:00:00Z", "2025-01-20T00:00:00Z", 9900));
        List<SubscriptionSpan> globex = List.of(span("2025-01-01T00:00:00Z", "2025-01-31T23:59:59Z", 9900));

        assertThat(months(1, List.of(acme, globex))).containsExactly(new Month(JANUARY, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void whatEndsExactlyWithTheMonthStillCounts() {
        assertThat(months(1, List.of(List.of(span("2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z", 100)))))
                .containsExactly(new Month(JANUARY, 100, 1, 100, 0, 0, 0, 0));
        assertThat(months(1, List.of(List.of(span("2025-02-01T00:00:00Z", null, 100)))))
                .containsExactly(new Month(JANUARY, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aYearsPriceIsATwelfthPerMonthRoundedPerSubscription() {
        assertThat(new SubscriptionSpan(Instant.EPOCH, null, BillingInterval.YEAR, 29_000).monthlyMinor())
                .isEqualTo(2417);
        assertThat(new SubscriptionSpan(Instant.EPOCH, null, BillingInterval.YEAR, 6).monthlyMinor())
                .isEqualTo(1);
    }

    @Test
    void theMovementsSumToTheChange() {
        Random random = new Random(3);
        List<List<SubscriptionSpan>> organizations = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            organizations.add(randomSpans(random));
        }

        RecurringRevenue revenue = RecurringRevenue.of(JANUARY, JANUARY.plusMonths(23), organizations);

        long before = revenue.openingMinor();
        for (Month month : revenue.months()) {
            assertThat(month.newMinor()
                            + month.expansionMinor()
                            + month.contractionMinor()
                            + month.churnMinor()
                            + month.reactivationMinor())
                    .isEqualTo(month.mrrMinor() - before);
            before = month.mrrMinor();
        }
    }

    private static List<SubscriptionSpan> randomSpans(Random random) {
        List<SubscriptionSpan> spans = new ArrayList<>();
        Instant at = JANUARY.minusMonths(3).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        for (int i = 0; i < 20; i++) {
            Instant from = at.plusSeconds(random.nextInt(2_000_000));
            at = from.plusSeconds(1 + random.nextInt(5_000_000));
            spans.add(new SubscriptionSpan(
                    from,
                    at,
                    random.nextBoolean() ? BillingInterval.MONTH : BillingInterval.YEAR,
                    random.nextInt(3) * 2900L));
        }
        return spans;
    }

    private static List<Month> months(int count, List<List<SubscriptionSpan>> organizations) {
        return RecurringRevenue.of(JANUARY, JANUARY.plusMonths(count - 1), organizations)
                .months();
    }

    private static SubscriptionSpan span(String from, String to, long priceMinor) {
        return new SubscriptionSpan(
                Instant.parse(from), to == null ? null : Instant.parse(to), BillingInterval.MONTH, priceMinor);
    }
}
