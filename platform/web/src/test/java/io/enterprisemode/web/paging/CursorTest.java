package io.enterprisemode.web.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 10, 4_711, Long.MAX_VALUE})
    void aNumberComesBackAsItWasGivenOut(long number) {
        assertThat(back(Cursor.of(number)).number(0)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "-0", "+1", "01", "00", " 1", "1 ", "1.0", "0x1", "1_0", "one", "٣", "9223372036854775808"
            })
    void whatNoListGivesOutIsNoPosition(String text) {
        Cursor forged = back(Cursor.of(text));

        assertThatThrownBy(() -> forged.number(0))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.INVALID_CURSOR));
    }

    @Test
    void whatAClientSendsInsteadOfMinusOneIsRefused() {
        assertThatThrownBy(() -> Cursor.decode("LTE", 1).orElseThrow().number(0))
                .isInstanceOf(ProblemException.class);
    }

    private static Cursor back(Cursor cursor) {
        return Cursor.decode(cursor.encoded(), 1).orElseThrow();
    }
}
