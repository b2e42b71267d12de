package io.enterprisemode.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.enterprisemode.billing.metering.LatenessRule;
import io.enterprisemode.billing.plan.Fraction;
import io.enterprisemode.billing.rating.UsageIntake.Outcome;
import io.enterprisemode.contracts.billing.Aggregation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageRatingTest {

    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2025-02-01T00:00:00Z");

    @Test
    void onlyWhatIsBeyondTheIncludedQuantityCosts() {
        assertThat(rate(10_000, "0.0010", event("1", 10_004)).amountMinor()).isZero();
        assertThat(rate(10_000, "0.0010", event("1", 10_005)).amountMinor()).isEqualTo(1);
        assertThat(rate(10_000, "0.0010", event("1", 9_999)).parts().getFirst().overage())
                .isZero();
    }

    @Test
    void aLateEventIsAnAdjustmentThatRoundsByItself() {
        UsageFact late = new UsageFact("app", "2", "newsletter", START, END.plusSeconds(7200), 4, null);

        RatingOracle rating = rate(0, "0.0010", event("1", 4), late);

        assertThat(rating.amountMinor()).isZero();
        assertThat(rating.adjustmentMinor()).isZero();
        assertThat(rating.parts().getFirst().adjustment()).isEqualTo(new RatingOracle.Adjustment(8, 4, 0));
    }

    @Test
    void aLateEventCanLowerTheBill() {
        UsageFact late = new UsageFact("app", "2", "newsletter", START.plusSeconds(9), END.plusSeconds(7200), 5, null);

        RatingOracle.Part part = RatingOracle.of(
                        Aggregation.LATEST,
                        "USD",
                        END.plusSeconds(3600),
                        List.of(new RatedPart(START, END, 10, new BigDecimal("1"), null)),
                        List.of(event("1", 30), late))
                .parts()
                .getFirst();

        assertThat(part.amountMinor()).isEqualTo(2000);
        assertThat(part.adjustment()).isEqualTo(new RatingOracle.Adjustment(5, -20, -2000));
    }

    @Test
    void theIncludedQuantityIsProratedDown() {
        assertThat(new Fraction(2_678_399, 2_678_400).floor(1)).isZero();
        assertThat(new Fraction(Long.MAX_VALUE, Long.MAX_VALUE).floor(Long.MAX_VALUE))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theSameIdWithTheSameContentIsADuplicateWheneverItComes() {
        UsageFact first = event("1", 5);
        UsageFact muchLater = new UsageFact("app", "1", "newsletter", START, END.plusSeconds(8_000_000), 5, null);

        assertThat(UsageIntake.of(List.of(first, muchLater)).outcomes())
                .containsExactly(Outcome.ACCEPTED, Outcome.DUPLICATE);
    }

    @Test
    void otherContentUnderTheSameIdIsAConflictAndTheFirstStays() {
        UsageIntake intake = UsageIntake.of(List.of(event("1", 5), event("1", 6)));

        assertThat(intake.outcomes()).containsExactly(Outcome.ACCEPTED, Outcome.CONFLICT);
        assertThat(intake.accepted()).containsExactly(event("1", 5));
    }

    @Test
    void aRejectedEventLeavesItsIdFree() {
        UsageFact tooEarly = new UsageFact("app", "1", "newsletter", START.plusSeconds(301), START, 5, null);

        assertThat(UsageIntake.of(List.of(tooEarly, event("1", 5))).outcomes())
                .containsExactly(Outcome.REJECTED, Outcome.ACCEPTED);
    }

    @Test
    void bothLimitsOfTheWindowAreAllowed() {
        assertThat(LatenessRule.admits(START.plusSeconds(300), START)).isTrue();
        assertThat(LatenessRule.admits(START.plusSeconds(300).plusNanos(1), START))
                .isFalse();
        assertThat(LatenessRule.admits(START, START.plus(LatenessRule.MOST_BEHIND)))
                .isTrue();
        assertThat(LatenessRule.admits(START.minusNanos(1), START.plus(LatenessRule.MOST_BEHIND)))
                .isFalse();
    }

    @Test
    void withoutEventsThereIsNoUsage() {
        for (Aggregation aggregation : Aggregation.values()) {
            assertThat(UsageAggregation.usage(aggregation, List.of())).isZero();
        }
    }

    @Test
    void aSpanThatEndsBeforeItStartsOrIncludesLessThanNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RatedPart(END, START, 0, BigDecimal.ONE, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new RatedPart(START, END, -1, BigDecimal.ONE, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fraction(1, 0));
    }

    private static RatingOracle rate(long included, String unitPrice, UsageFact... events) {
        return RatingOracle.of(
                Aggregation.SUM,
                "USD",
                END.plusSeconds(3600),
                List.of(new RatedPart(START, END, included, new BigDecimal(unitPrice), null)),
                List.of(events));
    }

    private static UsageFact event(String id, long quantity) {
        return new UsageFact("app", id, "newsletter", START, START.plusSeconds(2), quantity, null);
    }
}
