package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InvoicingPaceTest {

    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    private final InvoicingPace pace = new InvoicingPace(4, 1_000, BEGIN);

    @Test
    void withoutRequestsAsManyAsAreConfigured() {
        assertThat(pace.concurrency(1_000, BEGIN)).isEqualTo(4);
        assertThat(pace.concurrency(1_000, BEGIN.plusSeconds(1))).isEqualTo(4);
    }

    @Test
    void aFewRequestsAreNothingToMakeWayFor() {
        assertThat(pace.concurrency(1_050, BEGIN.plusSeconds(1))).isEqualTo(4);
    }

    @Test
    void makesWayForManyRequestsUntilTheyEnd() {
        assertThat(pace.rest(Duration.ofMillis(9))).isZero();
        assertThat(pace.concurrency(1_051, BEGIN.plusSeconds(1))).isEqualTo(1);
        assertThat(pace.rest(Duration.ofMillis(9))).isEqualTo(Duration.ofMillis(9));
        assertThat(pace.concurrency(1_151, BEGIN.plusSeconds(2))).isEqualTo(1);
        assertThat(pace.concurrency(1_152, BEGIN.plusSeconds(3))).isEqualTo(4);
        assertThat(pace.rest(Duration.ofMillis(9))).isZero();
    }

    @Test
    void looksAgainOnlyAfterATenthOfASecond() {
        assertThat(pace.concurrency(1_900, BEGIN.plusMillis(99))).isEqualTo(4);
        assertThat(pace.concurrency(1_900, BEGIN.plusMillis(100))).isEqualTo(1);
        assertThat(pace.concurrency(1_900, BEGIN.plusMillis(199))).isEqualTo(1);
        assertThat(pace.concurrency(1_900, BEGIN.plusMillis(200))).isEqualTo(4);
    }

    @Test
    void aClockThatIsSetBackChangesNothing() {
        assertThat(pace.concurrency(9_000, BEGIN.minusSeconds(5))).isEqualTo(4);
    }
}
