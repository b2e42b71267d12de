package io.enterprisemode.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.gateway.health.ProbeHistory.Look;
import io.enterprisemode.gateway.health.ServiceHealth.Status;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProbeHistoryTest {

    private static final Instant FIRST = Instant.parse("2026-03-01T12:00:00Z");
    private static final ProbeHistory UP = ProbeHistory.unknown("billing").after(new Look.Ready(7), FIRST);

    @Test
    void aServiceThatIsReadyIsUpSinceItWasFirstSeenSo() {
        ProbeHistory later = UP.after(new Look.Ready(9), FIRST.plusSeconds(2));
        assertThat(later.health()).isEqualTo(new ServiceHealth("billing", Status.up, 9L, FIRST.plusSeconds(2), FIRST));
    }

    @Test
    void beingLateOnceOrTwiceLeavesItUp() {
        ProbeHistory twice =
                UP.after(new Look.Late(), FIRST.plusSeconds(2)).after(new Look.Late(), FIRST.plusSeconds(4));
        assertThat(twice.health()).isEqualTo(UP.health());
    }

    @Test
    void beingLateThreeTimesInARowIsDown() {
        ProbeHistory thrice = UP.after(new Look.Late(), FIRST.plusSeconds(2))
                .after(new Look.Late(), FIRST.plusSeconds(4))
                .after(new Look.Late(), FIRST.plusSeconds(6));
        assertThat(thrice.health().status()).isEqualTo(Status.down);
        assertThat(thrice.health().since()).isEqualTo(FIRST.plusSeconds(6));
    }

    @Test
    void anAnswerInTimeForgivesEarlierLateness() {
        ProbeHistory between = UP.after(new Look.Late(), FIRST)
                .after(new Look.Late(), FIRST)
                .after(new Look.Ready(1), FIRST)
                .after(new Look.Late(), FIRST);
        assertThat(between.health().status()).isEqualTo(Status.up);
    }

    @Test
    void notBeingReadyOrNotBeingThereIsDownAtOnce() {
        assertThat(UP.after(new Look.NotReady(), FIRST).health().status()).isEqualTo(Status.down);
        assertThat(UP.after(new Look.Unreachable(), FIRST).health().status()).isEqualTo(Status.down);
    }

    @Test
    void aServiceThatWasNeverSeenStaysUnknownWhileItIsLate() {
        ProbeHistory late = ProbeHistory.unknown("billing").after(new Look.Late(), FIRST);
        assertThat(late.health().status()).isEqualTo(Status.unknown);
    }
}
