package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.Period;
import org.junit.jupiter.api.Test;

class UsageRetentionTest {

    private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

    @Test
    void whatCameInBeforeTheWindowIsDropped() {
        assertThat(new UsageRetention(Period.ofMonths(13)).dropsBefore(NOW)).isEqualTo("2025-02-28T12:00:00Z");
    }

    @Test
    void aBackfillGoesTwoYearsBackAtMost() {
        assertThat(new UsageRetention(Period.ofMonths(25)).earliest(NOW)).isEqualTo("2024-03-31T12:00:00Z");
        assertThat(new UsageRetention(Period.ofYears(7)).earliest(NOW)).isEqualTo("2024-03-31T12:00:00Z");
    }

    @Test
    void aBackfillBringsNothingThatMayHaveBeenDropped() {
        UsageRetention retention = new UsageRetention(Period.ofMonths(13));

        assertThat(retention.earliest(NOW))
                .isEqualTo("2025-03-01T12:00:00Z")
                .isEqualTo(retention.dropsBefore(NOW).plus(UsageRetention.MARGIN));
        assertThat(UsageRetention.MARGIN).isGreaterThan(LatenessRule.MOST_AHEAD);
    }

    @Test
    void liveUsageIsAlwaysInsideTheWindow() {
        assertThatIllegalArgumentException().isThrownBy(() -> new UsageRetention(Period.ofDays(59)));
        assertThat(new UsageRetention(Period.ofDays(60)).earliest(NOW)).isBefore(NOW.minus(LatenessRule.MOST_BEHIND));
    }
}
