package io.enterprisemode.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistencyTokenTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    @Test
    void whatAnAnswerCarriedIsReadAgain() {
        ConsistencyToken token = new ConsistencyToken(NOON.plusNanos(123_456_789));

        assertThat(ConsistencyToken.parse(token.value())).isEqualTo(token);
    }

    @Test
    void theNewestCounts() {
        assertThat(ConsistencyToken.newest(List.of())).isNull();
        assertThat(ConsistencyToken.newest(
                        List.of("2026-11-30T11:59:58Z", "2026-11-30T11:59:59Z", "2026-11-30T11:59:57Z")))
                .isEqualTo(new ConsistencyToken(NOON.minusSeconds(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026-11-30", "+999999999-12-31T23:59:59Z"})
    void whatNoAnswerCarriedIsRefused(String value) {
        assertThatThrownBy(() -> ConsistencyToken.newest(List.of(NOON.toString(), value)))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.VALIDATION_FAILED);
                    assertThat(problem.errors().getFirst().pointer()).contains(ConsistencyToken.HEADER);
                });
    }

    @Test
    void noneIsOfTheFutureButWhatAClockMayBeAhead() {
        assertThat(new ConsistencyToken(NOON.minusSeconds(9)).notAfter(NOON).at())
                .isEqualTo(NOON.minusSeconds(9));
        assertThat(new ConsistencyToken(NOON.plusMillis(900)).notAfter(NOON).at())
                .isEqualTo(NOON.plusMillis(900));
        assertThat(new ConsistencyToken(NOON.plusSeconds(300)).notAfter(NOON).at())
                .isEqualTo(NOON.plusSeconds(1));
    }
}
