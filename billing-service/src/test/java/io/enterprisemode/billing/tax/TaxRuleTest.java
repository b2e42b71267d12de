package io.enterprisemode.billing.tax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.enterprisemode.contracts.events.EventJson;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaxRuleTest {

    @ParameterizedTest
    @CsvSource({
        "2900, 0.19, 551",
        "50, 0.21, 11",
        "-50, 0.21, -11",
        "49, 0.01, 0",
        "50, 0.01, 1",
        "-49, 0.01, 0",
        "-50, 0.01, -1",
        "0, 0.19, 0",
        "2900, 0, 0",
        "9223372036854775807, 0.9999, 9222449699651090329",
        "-9223372036854775808, 0.9999, -9222449699651090330",
        "9007199254740993, 0.5, 4503599627370497"
    })
    void taxIsExactAndRoundedOnceAwayFromZero(long netMinor, BigDecimal rate, long taxMinor) {
        assertThat(TaxRule.ofRate(rate).taxMinor(netMinor)).isEqualTo(taxMinor);
    }

    @Test
    void aGrossAmountBeyond64BitsIsRefusedWhereItArises() {
        long net = Long.MAX_VALUE;
        long tax = TaxRule.ofRate(new BigDecimal("0.19")).taxMinor(net);

        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> Math.addExact(net, tax));
    }

    @Test
    void withoutARateThereIsNoTax() {
        TaxRule exempt = TaxRule.none(TaxTreatment.EXEMPT, "Education");
        TaxRule reversed = TaxRule.none(TaxTreatment.REVERSE_CHARGE, "VAT is paid by the recipient");

        assertThat(exempt.taxMinor(1_000_000)).isZero();
        assertThat(reversed.taxMinor(-1_000_000)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0, Tax 0%",
        "0.1, Tax 10%",
        "0.19, Tax 19%",
        "0.1900, Tax 19%",
        "0.0725, Tax 7.25%",
        "0.0001, Tax 0.01%"
    })
    void theLabelHasTheRateInPercent(BigDecimal rate, String label) {
        assertThat(TaxRule.ofRate(rate).label()).isEqualTo(label);
    }

    @Test
    void theLabelHasTheReason() {
        assertThat(TaxRule.none(TaxTreatment.EXEMPT, "Education").label()).isEqualTo("Tax exempt: Education");
        assertThat(TaxRule.none(TaxTreatment.REVERSE_CHARGE, "Article 196").label())
                .isEqualTo("Reverse charge: Article 196");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "1", "1.5", "0.12345"})
    void whatIsNoRateIsRefused(String rate) {
        assertThatIllegalArgumentException().isThrownBy(() -> TaxRule.ofRate(new BigDecimal(rate)));
    }

    @Test
    void aReasonGoesWithNoRateAndOnlyWithNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> TaxRule.none(TaxTreatment.EXEMPT, " "));
        assertThatIllegalArgumentException().isThrownBy(() -> TaxRule.none(TaxTreatment.RATE, "Because"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaxRule(TaxTreatment.EXEMPT, new BigDecimal("0.19"), "Education"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TaxRule(TaxTreatment.REVERSE_CHARGE, BigDecimal.ZERO, null));
    }

    @Test
    void whatIsFrozenIsReadAsItWas() {
        Party seller = new Party(
                "Seller", List.of("1 Example Street", "Floor 2"), "00000", "Town", "US", "DE123456789", "a@b.example");
        for (TaxRule tax : List.of(
                TaxRule.ofRate(new BigDecimal("0.0725")),
                TaxRule.ofRate(new BigDecimal("0.1900")),
                TaxRule.none(TaxTreatment.REVERSE_CHARGE, "Article 196"))) {
            DocumentParties parties = new DocumentParties(seller, Party.unnamed(), tax);

            assertThat(EventJson.read(EventJson.write(parties), DocumentParties.class))
                    .isEqualTo(parties);
        }
        assertThat(EventJson.tree(EventJson.write(TaxRule.ofRate(new BigDecimal("0.1900")))))
                .isEqualTo(EventJson.tree("{\"treatment\": \"RATE\", \"rate\": 0.19}"));
    }
}
