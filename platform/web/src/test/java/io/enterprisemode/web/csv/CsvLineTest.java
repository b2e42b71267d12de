package io.enterprisemode.web.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvLineTest {

    @Test
    void cellsWithSeparatorsQuotesOrLineBreaksAreQuoted() {
        assertThat(CsvLine.of("a", "b,c", "say \"hi\"", "two\r\nlines").text())
                .isEqualTo("a,\"b,c\",\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n");
    }

    @Test
    void emptyCellsKeepTheirPlace() {
        assertThat(CsvLine.of(null, "", "x", null).text()).isEqualTo(",,x,\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x"})
    void textThatLooksLikeAFormulaIsKeptFromBeingOne(String text) {
        assertThat(CsvLine.of(text).cells()).containsExactly("'" + text);
    }

    @Test
    void aFormulaBehindAQuoteStaysText() {
        assertThat(CsvLine.of("=HYPERLINK(\"x\",\"y\")").text()).isEqualTo("\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"\r\n");
    }

    @Test
    void numbersStayNumbersAlsoBelowZero() {
        assertThat(CsvLine.of(-5, new BigDecimal("-14.50"), 1e3).text()).isEqualTo("-5,-14.50,1000.0\r\n");
    }
}
