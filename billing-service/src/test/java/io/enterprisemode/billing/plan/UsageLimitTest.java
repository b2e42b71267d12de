package io.enterprisemode.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LimitThreshold;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageLimitTest {

    @Test
    void theSoftLimitIsThePercentageRoundedUp() {
        assertThat(limit(1, LimitBehaviour.BLOCK).soft()).isEqualTo(1);
        assertThat(limit(1000, LimitBehaviour.BLOCK).soft()).isEqualTo(800);
        assertThat(limit(0, LimitBehaviour.BLOCK).soft()).isZero();
    }

    @Test
    void aYearIncludesTwelveMonths() {
        Allowance allowance =
                new Allowance("emails", 1000, LimitBehaviour.OVERAGE, 80, 5000L, UnitPrices.of("USD", "0.001"));

        UsageLimit limit = UsageLimit.of(allowance, 12);

        assertThat(limit.with(OtherParts.NONE)).isEqualTo(limit);
        assertThat(limit.included()).isEqualTo(12_000);
        assertThat(limit.soft()).isEqualTo(9_600);
        assertThat(limit.cap()).isEqualTo(60_000);
    }

    @Test
    void onlyBlockAndTheCapRefuse() {
        assertThat(limit(10, LimitBehaviour.BLOCK).admits(10)).isTrue();
        assertThat(limit(10, LimitBehaviour.BLOCK).admits(11)).isFalse();
        assertThat(limit(10, LimitBehaviour.WARN).admits(11)).isTrue();
        assertThat(limit(10, LimitBehaviour.OVERAGE).admits(11)).isTrue();
        assertThat(new UsageLimit(10, 8, LimitBehaviour.OVERAGE, 20L).admits(21))
                .isFalse();
        assertThat(new UsageLimit(10, 8, LimitBehaviour.WARN, 20L).admits(20)).isTrue();
    }

    @Test
    void theSoftLimitOfALargeQuantityIsExact() {
        Allowance allowance =
                new Allowance("emails", 9_000_000_000_000_000_001L, LimitBehaviour.WARN, 80, null, Map.of());

        assertThat(UsageLimit.of(allowance, 1).soft()).isEqualTo(7_200_000_000_000_000_001L);
    }

    @Test
    void aLimitOfNothingIsNeverReached() {
        UsageLimit nothing = new UsageLimit(0, 0, LimitBehaviour.OVERAGE, 0L);

        assertThat(nothing.reaches(LimitThreshold.SOFT, 0)).isFalse();
        assertThat(nothing.reaches(LimitThreshold.HARD, 0)).isFalse();
        assertThat(nothing.reaches(LimitThreshold.HARD, 5)).isFalse();
        assertThat(nothing.reaches(LimitThreshold.CAP, 0)).isFalse();
    }

    @Test
    void whatIsLeftIsNeverNegative() {
        assertThat(limit(10, LimitBehaviour.OVERAGE).remaining(4)).isEqualTo(6);
        assertThat(limit(10, LimitBehaviour.OVERAGE).remaining(40)).isZero();
    }

    private static UsageLimit limit(long included, LimitBehaviour behaviour) {
        BigDecimal unitPrice = behaviour == LimitBehaviour.OVERAGE ? BigDecimal.ONE : null;
        return UsageLimit.of(
                new Allowance("emails", included, behaviour, 80, null, UnitPrices.of("USD", unitPrice)), 1);
    }

    @Test
    void aPartOfAPeriodHasItsShareOfWhatIsSummedUpAndTheCapIsOneForThePeriod() {
        Allowance allowance = new Allowance("emails", 1_001, LimitBehaviour.WARN, 80, 3_003L, Map.of());
        Fraction half = new Fraction(1, 2);

        for (Aggregation flow : List.of(Aggregation.SUM, Aggregation.COUNT)) {
            assertThat(UsageLimit.of(allowance, 1, flow, half))
                    .isEqualTo(new UsageLimit(500, 400, LimitBehaviour.WARN, 3_003L));
        }
        for (Aggregation uncut : List.of(Aggregation.MAX, Aggregation.LATEST, Aggregation.UNIQUE_COUNT)) {
            assertThat(UsageLimit.of(allowance, 1, uncut, half))
                    .isEqualTo(new UsageLimit(1_001, 801, LimitBehaviour.WARN, 3_003L));
        }
    }

    @Test
    void whatIsCarriedCountsTowardsTheLimitAndWhatIsUsedElsewhereTowardsTheCap() {
        UsageLimit limit = new UsageLimit(10, 8, LimitBehaviour.BLOCK, 30L).with(OtherParts.of(Aggregation.SUM, 4, 25));

        assertThat(limit.most()).isEqualTo(5);
        assertThat(limit.remaining(1)).isEqualTo(5);
        assertThat(limit.reaches(LimitThreshold.SOFT, 3)).isFalse();
        assertThat(limit.reaches(LimitThreshold.SOFT, 4)).isTrue();
        assertThat(limit.reaches(LimitThreshold.HARD, 6)).isTrue();
        assertThat(limit.reaches(LimitThreshold.CAP, 5)).isTrue();
        assertThat(LimitState.of(4, limit)).isEqualTo(LimitState.NEAR_LIMIT);
        assertThat(LimitState.of(5, limit)).isEqualTo(LimitState.BLOCKED);
    }

    @Test
    void nothingIsLeftOfALimitThatEarlierPartsUsedUp() {
        UsageLimit limit = new UsageLimit(10, 8, LimitBehaviour.BLOCK, null)
                .with(OtherParts.of(Aggregation.SUM, Long.MAX_VALUE, Long.MAX_VALUE));

        assertThat(limit.most()).isZero();
        assertThat(limit.remaining(Long.MAX_VALUE)).isZero();
    }

    /** It is the same for a month and for a year, and no limit of the plan. */
    @Test
    void whatCouldCostTooMuchIsRefusedButNoLimitIsShown() {
        Allowance allowance =
                new Allowance("emails", 1000, LimitBehaviour.OVERAGE, 80, null, UnitPrices.of("USD", "1000"));
        assertThat(allowance.bound()).isEqualTo(500_000_000_000L);

        for (int months : new int[] {1, 12}) {
            UsageLimit limit = UsageLimit.of(allowance, months);

            assertThat(limit.cap()).isNull();
            assertThat(limit.admits(500_000_000_000L)).isTrue();
            assertThat(limit.admits(500_000_000_001L)).isFalse();
            assertThat(limit.reaches(LimitThreshold.CAP, Long.MAX_VALUE)).isFalse();
            assertThat(limit.with(OtherParts.of(Aggregation.MAX, 0, 400_000_000_000L))
                            .most())
                    .isEqualTo(100_000_000_000L);
            assertThat(LimitState.of(500_000_000_000L, limit)).isEqualTo(LimitState.BLOCKED);
        }
    }

    @Test
    void theSmallerOfCapAndBoundHolds() {
        assertThat(bounded(100L).most()).isEqualTo(100);
        assertThat(bounded(1_000_000_000_000L).most()).isEqualTo(500_000_000_000L);
        assertThat(bounded(1_000_000_000_000L).cap()).isEqualTo(1_000_000_000_000L);
    }

    private static UsageLimit bounded(long cap) {
        return UsageLimit.of(
                new Allowance("emails", 10, LimitBehaviour.OVERAGE, 80, cap, UnitPrices.of("USD", "1000")), 1);
    }

    /** Of several currencies, that in which it costs most. */
    @Test
    void theBoundIsThatOfTheMostExpensiveCurrency() {
        Allowance allowance = new Allowance(
                "emails",
                10,
                LimitBehaviour.OVERAGE,
                80,
                null,
                Map.of(
                        "JPY", new OveragePrice.PerUnit(BigDecimal.ONE),
                        "KWD", new OveragePrice.PerUnit(BigDecimal.ONE)));

        assertThat(allowance.bound()).isEqualTo(50_000_000_000_000L);
    }

    @Test
    void valuesSeenElsewhereCountTowardsALimitThatBlocks() {
        UsageLimit limit =
                new UsageLimit(10, 8, LimitBehaviour.BLOCK, null).with(OtherParts.of(Aggregation.UNIQUE_COUNT, 0, 7));

        assertThat(limit.most()).isEqualTo(3);
        assertThat(limit.reaches(LimitThreshold.SOFT, 7)).isFalse();
    }

    @Test
    void theCapRefusesWhateverTheBehaviourAndIsReachedExactlyThere() {
        for (LimitBehaviour behaviour : LimitBehaviour.values()) {
            UsageLimit limit = new UsageLimit(10, 8, behaviour, 20L);
            assertThat(limit.admits(21)).isFalse();
            assertThat(limit.reaches(LimitThreshold.CAP, 19)).isFalse();
            assertThat(limit.reaches(LimitThreshold.CAP, 20)).isTrue();
        }
        assertThat(new UsageLimit(10, 8, LimitBehaviour.WARN, null).reaches(LimitThreshold.CAP, Long.MAX_VALUE))
                .isFalse();
    }
}
