package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyPaceTest {

    private static final BodyPace PACE = new BodyPace(Duration.ofSeconds(30), 8_192);

    @ParameterizedTest
    @CsvSource({
        "PT0S,  0,          PT30S",
        "PT29S, 0,          PT1S",
        "PT30S, 0,          PT0S",
        "PT31S, 8191,       PT-0.001S",
        "PT31S, 8192,       PT0S",
        "PT31S, 12288,      PT0.5S",
        "PT10M, 5242880,    PT1M10S",
        "PT9H,  268435456,  PT6M38S"
    })
    void everyByteBuysTime(Duration waited, long received, Duration left) {
        assertThat(PACE.left(waited, received)).isEqualTo(left);
    }

    @Test
    void aStreamThatMovesHasNoEnd() {
        assertThat(PACE.left(Duration.ofDays(30), Long.MAX_VALUE)).isPositive();
    }

    @Test
    void aRateOfNothingIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BodyPace(Duration.ofSeconds(30), 0));
    }
}
