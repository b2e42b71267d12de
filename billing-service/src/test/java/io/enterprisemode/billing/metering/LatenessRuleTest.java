package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LatenessRuleTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void bothLimitsThemselvesAreAllowed() {
        assertThat(LatenessRule.admits(NOON.plusSeconds(300), NOON)).isTrue();
        assertThat(LatenessRule.admits(NOON.plusSeconds(300).plusNanos(1), NOON))
                .isFalse();
        assertThat(LatenessRule.admits(Instant.parse("2026-01-25T12:00:00Z"), NOON))
                .isTrue();
        assertThat(LatenessRule.admits(Instant.parse("2026-01-25T11:59:59.999Z"), NOON))
                .isFalse();
    }

    /** What a subscription accepted until it ended may belong to one that begins up to five minutes later. */
    @Test
    void anEventMayBeOfATimeFiveMinutesAfterTheLastArrival() {
        assertThat(LatenessRule.admitsSome(NOON.minusSeconds(1), NOON)).isTrue();
        assertThat(LatenessRule.admitsSome(NOON.plusSeconds(300), NOON)).isTrue();
        assertThat(LatenessRule.admitsSome(NOON.plusSeconds(300).plusNanos(1), NOON))
                .isFalse();
    }
}
