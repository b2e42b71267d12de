package io.enterprisemode.billing.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class MinorUnitsTest {

    @Test
    void aCurrencyHasItsOwnNumberOfDecimals() {
        assertThat(MinorUnits.decimal(-7000, "USD")).isEqualTo("-70.00");
        assertThat(MinorUnits.decimal(-5, "USD")).isEqualTo("-0.05");
        assertThat(MinorUnits.decimal(7000, "JPY")).isEqualTo("7000");
        assertThat(MinorUnits.decimal(7, "KWD")).isEqualTo("0.007");
        assertThat(MinorUnits.decimal(0, "EUR")).isEqualTo("0.00");
    }

    @Test
    void tiesAreRoundedAwayFromZero() {
        assertThat(MinorUnits.share(1, 1, 2)).isEqualTo(1);
        assertThat(MinorUnits.share(-1, 1, 2)).isEqualTo(-1);
        assertThat(MinorUnits.share(1, 1, 3)).isZero();
        assertThat(MinorUnits.share(-2, 1, 3)).isEqualTo(-1);
        assertThat(MinorUnits.ofMajor(new BigDecimal("-0.125"), "USD")).isEqualTo(-13);
    }

    @Test
    void productsBeyond64BitsAreExact() {
        assertThat(MinorUnits.share(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE))
                .isEqualTo(Long.MAX_VALUE - 1);
        assertThat(MinorUnits.share(Long.MIN_VALUE, 7, 7)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aResultBeyond64BitsIsAnErrorAndNotAWrongNumber() {
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> MinorUnits.share(Long.MAX_VALUE, 2, 1));
        assertThatExceptionOfType(ArithmeticException.class)
                .isThrownBy(() -> MinorUnits.sum(List.of(Long.MAX_VALUE, 1L)));
    }

    @Test
    void onlyTheSumHasToFitNotEachStepToIt() {
        assertThat(MinorUnits.sum(List.of(Long.MAX_VALUE, 1L, -2L))).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void anUnknownCurrencyOrOneWithoutMinorUnitsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> MinorUnits.exponent("ABC"));
        assertThatIllegalArgumentException().isThrownBy(() -> MinorUnits.exponent("XAU"));
        assertThatIllegalArgumentException().isThrownBy(() -> MinorUnits.share(1, 1, 0));
    }
}
