package io.enterprisemode.teams.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryRulesTest {

    @Test
    void eachPauseIsTwiceAsLongUpToAnHour() {
        assertThat(IntStream.of(1, 2, 3, 9, 10, 1_000_000).mapToObj(RetryRules::pauseAfter))
                .containsExactly(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(40),
                        Duration.ofSeconds(2560),
                        Duration.ofHours(1),
                        Duration.ofHours(1));
    }

    @Test
    void beforeTheFirstAttemptThereIsNoPause() {
        assertThatIllegalArgumentException().isThrownBy(() -> RetryRules.pauseAfter(0));
    }
}
