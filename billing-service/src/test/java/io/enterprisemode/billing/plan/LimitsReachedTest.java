package io.enterprisemode.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LimitsReachedTest {

    private static final Instant SOFT = Instant.parse("2026-11-20T08:00:00Z");
    private static final Instant HARD = Instant.parse("2026-11-22T08:00:00Z");
    private static final Instant CAP = Instant.parse("2026-11-24T08:00:00Z");
    private static final LimitReachedTimes ALL = new LimitReachedTimes(SOFT, HARD, CAP);
    private static final UsageLimit CHARGED = new UsageLimit(1_000, 800, LimitBehaviour.OVERAGE, 2_000L);

    @Test
    void eachStateBeganWhenItsLimitWasReached() {
        assertThat(ALL.since(LimitState.NEAR_LIMIT, CHARGED)).isEqualTo(SOFT);
        assertThat(ALL.since(LimitState.AT_LIMIT, CHARGED)).isEqualTo(HARD);
        assertThat(ALL.since(LimitState.OVERAGE, CHARGED)).isEqualTo(HARD);
        assertThat(ALL.since(LimitState.BLOCKED, CHARGED)).isEqualTo(CAP);
    }

    @Test
    void aLimitThatBlocksBlocksFromTheIncludedQuantityOn() {
        assertThat(ALL.since(LimitState.BLOCKED, new UsageLimit(1_000, 800, LimitBehaviour.BLOCK, null)))
                .isEqualTo(HARD);
    }

    @Test
    void whereNoLimitIsReachedNothingBegan() {
        assertThat(ALL.since(LimitState.WITHIN, CHARGED)).isNull();
        assertThat(ALL.since(LimitState.NOT_IN_PLAN, null)).isNull();
        assertThat(LimitReachedTimes.NONE.since(LimitState.AT_LIMIT, CHARGED)).isNull();
    }
}
