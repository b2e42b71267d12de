package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RelayRestTest {

    @Test
    void restsFourTimesAsLongAsItWorked() {
        assertThat(RelayRest.after(Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(20));
        assertThat(RelayRest.after(Duration.ZERO)).isZero();
    }

    @Test
    void aSlowRoundDelaysWhatComesNextByATenthOfASecondAtMost() {
        assertThat(RelayRest.after(Duration.ofMillis(25))).isEqualTo(Duration.ofMillis(100));
        assertThat(RelayRest.after(Duration.ofSeconds(9))).isEqualTo(Duration.ofMillis(100));
    }
}
