package io.enterprisemode.reporting.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AsOfTest {

    private static final Instant EVENT = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant HEARD = Instant.parse("2026-02-01T12:00:00Z");

    @Test
    void whileNothingWaitsFiguresReachToThePresentHoweverQuietTheOrganizationIs() {
        assertThat(AsOf.of(EVENT, 0, HEARD, true).asOf()).isEqualTo(HEARD);
        assertThat(AsOf.of(null, 0, HEARD, true).asOf()).isEqualTo(HEARD);
    }

    @Test
    void whileEventsWaitFiguresReachToTheNewestTakenIn() {
        assertThat(AsOf.of(EVENT, 7, HEARD, true).asOf()).isEqualTo(EVENT);
        assertThat(AsOf.of(null, 7, HEARD, true).asOf()).isNull();
    }

    @Test
    void whoHearsNothingDoesNotClaimThatNothingWaits() {
        assertThat(AsOf.of(EVENT, 0, HEARD, false).asOf()).isEqualTo(EVENT);
    }

    @Test
    void whatWasTakenInAfterTheLastSignOfLifeCounts() {
        assertThat(AsOf.of(HEARD.plusMillis(300), 0, HEARD, true).asOf()).isEqualTo(HEARD.plusMillis(300));
    }
}
