package io.enterprisemode.reporting.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AsOfTest {

    private static final Instant EVENT = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant HEARD = Instant.parse("2026-02-01T12:00:00Z");

    private static final Optional<Backlog> NOTHING = of(0);

    private static Optional<Backlog> of(long events) {
        return Optional.of(new Backlog(events, HEARD.plusSeconds(1)));
    }

    @Test
    void whatWaitsIsNotTakenForNothingBeforeItIsKnown() {
        assertThat(AsOf.of(EVENT, Optional.empty(), HEARD, true)).isEqualTo(new AsOf(EVENT, EVENT, null));
        assertThat(AsOf.of(null, Optional.empty(), HEARD, true)).isEqualTo(new AsOf(null, null, null));
    }

    @Test
    void figuresReachNoFurtherThanWhatWaitsWasLookedAt() {
        Instant before = HEARD.minusSeconds(3);

        assertThat(AsOf.of(EVENT, Optional.of(new Backlog(0, before)), HEARD, true)
                        .asOf())
                .isEqualTo(before);
    }

    @Test
    void whileNothingWaitsFiguresReachToThePresentHoweverQuietTheOrganizationIs() {
        assertThat(AsOf.of(EVENT, NOTHING, HEARD, true).asOf()).isEqualTo(HEARD);
        assertThat(AsOf.of(null, NOTHING, HEARD, true).asOf()).isEqualTo(HEARD);
    }

    @Test
    void whileEventsWaitFiguresReachToTheNewestTakenIn() {
        assertThat(AsOf.of(EVENT, of(7), HEARD, true).asOf()).isEqualTo(EVENT);
        assertThat(AsOf.of(null, of(7), HEARD, true).asOf()).isNull();
    }

    @Test
    void whoHearsNothingDoesNotClaimThatNothingWaits() {
        assertThat(AsOf.of(EVENT, NOTHING, HEARD, false).asOf()).isEqualTo(EVENT);
    }

    @Test
    void whatWasTakenInAfterTheLastSignOfLifeCounts() {
        assertThat(AsOf.of(HEARD.plusMillis(300), NOTHING, HEARD, true).asOf()).isEqualTo(HEARD.plusMillis(300));
    }
}
