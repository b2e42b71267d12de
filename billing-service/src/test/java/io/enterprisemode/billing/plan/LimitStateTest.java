package io.enterprisemode.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LimitStateTest {

    /** 10 are included, the soft limit is 8; the cap, where there is one, 20. */
    @ParameterizedTest
    @CsvSource({
        "WARN, 0, WITHIN, WITHIN",
        "WARN, 7, WITHIN, WITHIN",
        "WARN, 8, NEAR_LIMIT, NEAR_LIMIT",
        "WARN, 10, AT_LIMIT, AT_LIMIT",
        "WARN, 11, AT_LIMIT, AT_LIMIT",
        "WARN, 20, AT_LIMIT, BLOCKED",
        "OVERAGE, 0, WITHIN, WITHIN",
        "OVERAGE, 9, NEAR_LIMIT, NEAR_LIMIT",
        "OVERAGE, 10, AT_LIMIT, AT_LIMIT",
        "OVERAGE, 11, OVERAGE, OVERAGE",
        "OVERAGE, 19, OVERAGE, OVERAGE",
        "OVERAGE, 20, OVERAGE, BLOCKED",
        "OVERAGE, 21, OVERAGE, BLOCKED",
        "BLOCK, 0, WITHIN, WITHIN",
        "BLOCK, 9, NEAR_LIMIT, NEAR_LIMIT",
        "BLOCK, 10, BLOCKED, BLOCKED",
        "BLOCK, 12, BLOCKED, BLOCKED"
    })
    void theStateIsThatOfWhatIsUsed(LimitBehaviour behaviour, long used, LimitState uncapped, LimitState capped) {
        assertThat(LimitState.of(used, new UsageLimit(10, 8, behaviour, null))).isEqualTo(uncapped);
        assertThat(LimitState.of(used, new UsageLimit(10, 8, behaviour, 20L))).isEqualTo(capped);
    }

    @Test
    void aMeterOutsideThePlanIsNotInItHoweverMuchIsUsed() {
        assertThat(LimitState.of(0, null)).isEqualTo(LimitState.NOT_IN_PLAN);
        assertThat(LimitState.of(Long.MAX_VALUE, null)).isEqualTo(LimitState.NOT_IN_PLAN);
    }

    @ParameterizedTest
    @EnumSource
    void anAllowanceOfNothingSaysNothingWhileNothingIsUsed(LimitBehaviour behaviour) {
        assertThat(LimitState.of(0, new UsageLimit(0, 0, behaviour, 0L))).isEqualTo(LimitState.WITHIN);
    }

    @Test
    void beyondAnAllowanceOfNothingOnlyOverageIsCharged() {
        assertThat(LimitState.of(1, new UsageLimit(0, 0, LimitBehaviour.OVERAGE, null)))
                .isEqualTo(LimitState.OVERAGE);
        assertThat(LimitState.of(1, new UsageLimit(0, 0, LimitBehaviour.WARN, null)))
                .isEqualTo(LimitState.AT_LIMIT);
    }

    @Test
    void whereTheCapIsTheIncludedQuantityItBlocks() {
        assertThat(LimitState.of(10, new UsageLimit(10, 8, LimitBehaviour.WARN, 10L)))
                .isEqualTo(LimitState.BLOCKED);
    }

    /** 10 are included, the soft limit is 8; that much was used in other parts, or is carried from them. */
    @ParameterizedTest
    @CsvSource({
        "BLOCK, SUM, 7, 0, WITHIN",
        "BLOCK, SUM, 8, 0, NEAR_LIMIT",
        "BLOCK, SUM, 10, 0, BLOCKED",
        "OVERAGE, SUM, 11, 11, OVERAGE",
        "WARN, SUM, 0, 20, BLOCKED",
        "BLOCK, UNIQUE_COUNT, 0, 10, BLOCKED",
        "BLOCK, MAX, 0, 30, WITHIN"
    })
    void whatOtherPartsUsedCountsAlsoWhileNothingIsUsed(
            LimitBehaviour behaviour, Aggregation aggregation, long carry, long elsewhere, LimitState expected) {
        UsageLimit limit = new UsageLimit(10, 8, behaviour, 20L).with(OtherParts.of(aggregation, carry, elsewhere));

        assertThat(LimitState.of(0, limit)).isEqualTo(expected);
    }
}
