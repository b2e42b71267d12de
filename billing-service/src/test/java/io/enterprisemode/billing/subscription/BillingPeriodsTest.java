package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.enterprisemode.contracts.billing.BillingInterval;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BillingPeriodsTest {

    private static final Instant ANCHOR = Instant.parse("2024-01-31T10:00:00Z");

    @Test
    void afterAShortMonthTheAnchorsDayComesBack() {
        assertThat(BillingPeriods.period(ANCHOR, BillingInterval.MONTH, 1).start())
                .isEqualTo("2024-02-29T10:00:00Z");
        assertThat(BillingPeriods.period(ANCHOR, BillingInterval.MONTH, 2).start())
                .isEqualTo("2024-03-31T10:00:00Z");
        assertThat(BillingPeriods.period(ANCHOR, BillingInterval.MONTH, 3).start())
                .isEqualTo("2024-04-30T10:00:00Z");
    }

    @Test
    void eachInstantAfterTheAnchorLiesInExactlyOnePeriod() {
        for (long n = 0; n < 600; n++) {
            for (BillingInterval interval : BillingInterval.values()) {
                BillingPeriod period = BillingPeriods.period(ANCHOR, interval, n);

                assertThat(BillingPeriods.containing(ANCHOR, interval, period.start()))
                        .contains(period);
                assertThat(BillingPeriods.containing(
                                ANCHOR, interval, period.end().minusNanos(1)))
                        .contains(period);
                assertThat(BillingPeriods.period(ANCHOR, interval, n + 1).start())
                        .isEqualTo(period.end());
            }
        }
    }

    @Test
    void beforeTheAnchorThereIsNoPeriod() {
        assertThat(BillingPeriods.containing(ANCHOR, BillingInterval.MONTH, ANCHOR.minusNanos(1)))
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> BillingPeriods.period(ANCHOR, BillingInterval.MONTH, -1));
    }
}
