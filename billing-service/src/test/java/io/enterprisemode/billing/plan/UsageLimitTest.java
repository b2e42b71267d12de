package io.enterprisemode.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.money.Fraction;
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

        assertThat(limit).isEqualTo(new UsageLimit(12_000, 9_600, LimitBehaviour.OVERAGE, 60_000L));
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
