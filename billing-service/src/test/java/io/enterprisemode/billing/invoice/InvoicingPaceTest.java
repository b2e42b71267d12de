package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InvoicingPaceTest {

    private static final long BEGIN = -3_000_000_000L;

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final InvoicingPace pace = new InvoicingPace(1_000, BEGIN);

    @Test
    void withoutRequestsNothingIsBesideIt() {
        assertThat(pace.isBeside(1_000, BEGIN)).isFalse();
        assertThat(pace.isBeside(1_000, BEGIN + SECOND)).isFalse();
    }

    @Test
    void aFewRequestsAreNothingToMakeWayFor() {
        assertThat(pace.isBeside(1_050, BEGIN + SECOND)).isFalse();
    }

    @Test
    void makesWayForManyRequestsUntilTheyEnd() {
        assertThat(pace.rest(Duration.ofMillis(9))).isZero();
        assertThat(pace.isBeside(1_051, BEGIN + SECOND)).isTrue();
        assertThat(pace.rest(Duration.ofMillis(9))).isEqualTo(Duration.ofMillis(81));
        assertThat(pace.isBeside(1_151, BEGIN + 2 * SECOND)).isTrue();
        assertThat(pace.isBeside(1_152, BEGIN + 3 * SECOND)).isFalse();
        assertThat(pace.rest(Duration.ofMillis(9))).isZero();
    }

    @Test
    void looksAgainOnlyAfterATenthOfASecond() {
        assertThat(pace.isBeside(1_900, BEGIN + 99 * MILLI)).isFalse();
        assertThat(pace.isBeside(1_900, BEGIN + 100 * MILLI)).isTrue();
        assertThat(pace.isBeside(1_900, BEGIN + 199 * MILLI)).isTrue();
        assertThat(pace.isBeside(1_900, BEGIN + 200 * MILLI)).isFalse();
    }
}
