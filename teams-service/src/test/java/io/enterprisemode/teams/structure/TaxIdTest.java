package io.enterprisemode.teams.structure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaxIdTest {

    @ParameterizedTest
    @CsvSource({
        "DE 123 456 789, DE123456789",
        "de123456789, DE123456789",
        "ATU12345678, ATU12345678",
        "FR XX 123456789, FRXX123456789",
        "NL123456789B01, NL123456789B01",
        "CHE-123.456.789 MWST, CHE123456789MWST",
        "12-3456789, 123456789",
        "29AABCU9603R1ZJ, 29AABCU9603R1ZJ",
        "51 824 753 556, 51824753556"
    })
    void aPlausibleNumberIsStoredWithoutSeparators(String written, String normal) {
        assertThat(TaxId.parse(written)).contains(new TaxId(normal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "DE",
                "DE12345678",
                "DE1234567890",
                "ATX12345678",
                "CHE123",
                "none",
                "1",
                "123",
                "123456789012345678901",
                "DE123456789'; drop table organization",
                "١٢٣٤٥٦٧٨٩"
            })
    void whatCannotBeOneIsRefused(String text) {
        assertThat(TaxId.parse(text)).isEmpty();
    }
}
