package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LimitThreshold;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CachedCounterTest {

    private static final CachedCounter FRESH = new CachedCounter(70, Set.of(), null, 0, 0);

    private static UsageLimit limit(LimitBehaviour behaviour, Long cap) {
        return new UsageLimit(100, 80, behaviour, cap);
    }

    @Test
    void withoutALimitOnlyTheRangeCounts() {
        assertThat(FRESH.staysBelowThresholds(1_000_000, null)).isTrue();
        assertThat(FRESH.staysBelowThresholds(Long.MAX_VALUE - 70, null)).isTrue();
        assertThat(FRESH.staysBelowThresholds(Long.MAX_VALUE - 69, null)).isFalse();
    }

    @Test
    void aThresholdIsToBeToldWhenItIsReachedForTheFirstTime() {
        UsageLimit limit = limit(LimitBehaviour.OVERAGE, 120L);

        assertThat(FRESH.staysBelowThresholds(9, limit)).isTrue();
        assertThat(FRESH.staysBelowThresholds(10, limit)).isFalse();
        CachedCounter soft = new CachedCounter(80, Set.of(LimitThreshold.SOFT), null, 0, 0);
        assertThat(soft.staysBelowThresholds(19, limit)).isTrue();
        assertThat(soft.staysBelowThresholds(20, limit)).isFalse();
        CachedCounter hard = new CachedCounter(100, Set.of(LimitThreshold.SOFT, LimitThreshold.HARD), null, 0, 0);
        assertThat(hard.staysBelowThresholds(19, limit)).isTrue();
        assertThat(hard.staysBelowThresholds(20, limit)).isFalse();
    }

    @Test
    void moreThanTheUsageMayGrowToIsTooMuch() {
        assertThat(FRESH.isTooMuch(30, 100)).isFalse();
        assertThat(FRESH.isTooMuch(31, 100)).isTrue();
        assertThat(FRESH.isTooMuch(Long.MAX_VALUE - 70, Long.MAX_VALUE)).isFalse();
        assertThat(FRESH.isTooMuch(Long.MAX_VALUE, 100)).isFalse();
    }

    @Test
    void somethingMayBeHeldUntilTheLastReservationExpires() {
        Instant until = Instant.parse("2026-01-05T08:00:00Z");
        CachedCounter held = new CachedCounter(70, Set.of(), until, 0, 0);

        assertThat(FRESH.mayBeReserved(until)).isFalse();
        assertThat(held.mayBeReserved(until.minusMillis(1))).isTrue();
        assertThat(held.at(80).mayBeReserved(until.minusMillis(1))).isTrue();
        assertThat(held.mayBeReserved(until)).isFalse();
    }

    @Test
    void beyondALimitThereIsSomethingToRefuse() {
        CachedCounter all = new CachedCounter(
                100, Set.of(LimitThreshold.SOFT, LimitThreshold.HARD, LimitThreshold.CAP), null, 0, 0);

        assertThat(all.staysBelowThresholds(1, limit(LimitBehaviour.BLOCK, null)))
                .isFalse();
        assertThat(all.staysBelowThresholds(1, limit(LimitBehaviour.WARN, null)))
                .isTrue();
        assertThat(all.staysBelowThresholds(21, limit(LimitBehaviour.WARN, 120L)))
                .isFalse();
        assertThat(all.at(70).staysBelowThresholds(30, limit(LimitBehaviour.BLOCK, null)))
                .isTrue();
    }
}
