package io.enterprisemode.billing.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FractionTest {

    @Test
    void aPartOfAQuantityIsRoundedDown() {
        assertThat(new Fraction(892_800, 2_678_400).floor(10_000)).isEqualTo(3_333);
        assertThat(new Fraction(1, 2_678_400).floor(1_000)).isZero();
        assertThat(Fraction.WHOLE.floor(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(new Fraction(Long.MAX_VALUE, Long.MAX_VALUE).floor(Long.MAX_VALUE))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aSpanIsAPartOfAnotherToTheSecond() {
        assertThat(Fraction.of(
                        Instant.parse("2025-01-16T12:00:00Z"),
                        Instant.parse("2025-02-01T00:00:00Z"),
                        Instant.parse("2025-01-01T00:00:00Z"),
                        Instant.parse("2025-02-01T00:00:00Z")))
                .isEqualTo(new Fraction(1_339_200, 2_678_400));
    }

    @Test
    void thereIsNoPartOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fraction(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fraction(-1, 2));
    }
}
