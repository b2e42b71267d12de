package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProrationTest {

    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant MIDDLE = Instant.parse("2025-01-16T12:00:00Z");
    private static final Instant END = Instant.parse("2025-02-01T00:00:00Z");

    @Test
    void anUpgradeCreditsTheUnusedPartOfTheOldPlanAndChargesTheRestOfTheNew() {
        Proration proration = Proration.of(START, END, 2900, List.of(new PlanChange(MIDDLE, 9900)));

        assertThat(proration.lines()).containsExactly(new Proration.Line(1_339_200, 2900, 1450, 1450, 4950, 3500));
        assertThat(proration.periodTotalMinor()).isEqualTo(6400);
    }

    @Test
    void aSecondChangeCreditsThePlanInForceAndNotTheLastIncrement() {
        Instant later = Instant.parse("2025-01-24T06:00:00Z");
        Proration proration =
                Proration.of(START, END, 2900, List.of(new PlanChange(MIDDLE, 9900), new PlanChange(later, 2900)));

        Proration.Line second = proration.lines().getLast();
        assertThat(second.amountMinor()).isEqualTo(4950);
        assertThat(second.creditMinor()).isEqualTo(2475);
        assertThat(second.usedMinor()).isEqualTo(2475);
    }

    @Test
    void aCreditNeverExceedsWhatWasInvoicedForTheSpan() {
        for (long second = 0; second < 3600; second += 7) {
            Instant at = END.minusSeconds(3600 - second);
            Proration proration = Proration.of(
                    START,
                    END,
                    99_999,
                    List.of(
                            new PlanChange(at, 7),
                            new PlanChange(at.plusSeconds(1).isBefore(END) ? at.plusSeconds(1) : at, 3)));

            assertThat(proration.lines()).allSatisfy(line -> {
                assertThat(line.creditMinor()).isLessThanOrEqualTo(line.amountMinor());
                assertThat(line.usedMinor()).isNotNegative();
            });
        }
    }

    @Test
    void fractionsOfASecondDoNotCount() {
        assertThat(Proration.of(START, END, 2900, List.of(new PlanChange(MIDDLE.plusMillis(999), 9900))))
                .isEqualTo(Proration.of(START, END, 2900, List.of(new PlanChange(MIDDLE, 9900))));
    }

    @Test
    void withoutAChangeThePeriodCostsItsPrice() {
        assertThat(Proration.of(START, END, 2900, List.of())).isEqualTo(new Proration(2_678_400, List.of(), 0, 2900));
    }

    @Test
    void aChangeOutsideThePeriodOrOutOfOrderIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proration.of(START, END, 1, List.of(new PlanChange(END, 2))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Proration.of(START, END, 1, List.of(new PlanChange(START.minusSeconds(1), 2))));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Proration.of(START, END, 1, List.of(new PlanChange(MIDDLE, 2), new PlanChange(START, 3))));
        assertThatIllegalArgumentException().isThrownBy(() -> Proration.of(END, START, 1, List.of()));
    }
}
