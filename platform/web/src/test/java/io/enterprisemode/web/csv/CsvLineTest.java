package io.enterprisemode.web.csv;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"})
    void textThatLooksLikeAFormulaIsKeptFromBeingOne(String text) {
        assertThat(CsvLine.of(text).cells()).containsExactly("'" + text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Mozilla (X;=1+1;)~Mozilla (X;'=1+1;)",
                "a; =1~a;' =1",
                "a;\u00A0=1~a;'\u00A0=1",
                "a|@x~a|'@x",
                "a;\"=1+1\"~a;'\"=1+1\"",
                "compatible; +http://bot.example~compatible;' +http://bot.example",
                "a;;-1~a;;'-1",
                "a；=1~a；'=1",
                "` =1`~' =1",
                "\u00A0=1~'\u00A0=1",
                "\u200B=1~'\u200B=1",
                "\uFEFF+1~'\uFEFF+1",
                "\u2060\u3000@x~'\u2060\u3000@x",
                "\u3164=1~'\u3164=1",
                "\uFE0F=1~'\uFE0F=1",
                "\u2212 1~'\u2212 1",
                "\"=1\"~'\"=1\"",
            })
    void aFormulaThatAnotherLocaleOrAnInvisibleCharacterWouldBringAboutIsNone(String text, String written) {
        assertThat(CsvLine.of(text).cells()).containsExactly(written);
    }

    @Test
    void aLineBreakOrATabInACellBeginsNoFormula() {
        assertThat(CsvLine.of("a\n=1", "a\r\n=1", "a\t=1", "\t=1", "\r\n=1", "\tx")
                        .cells())
                .containsExactly("a\n'=1", "a\r\n'=1", "a\t'=1", "'\t'=1", "'\r\n'=1", "'\tx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1",
                "olivia@acme.example",
                "2026-02-01",
                "a - b",
                "1;2",
                "a;b",
                "x (=)",
                "a, =1",
                "",
                " ",
                ";",
                "😀",
                "'=1",
                "a;😀-1",
            })
    void textThatBeginsNoFormulaStaysAsItIs(String text) {
        assertThat(CsvLine.of(text).cells()).containsExactly(text);
    }

    @Test
    void jsonStaysJsonOfTheSameValue() throws JsonProcessingException {
        String json =
                "{\"note\":\"x;=1\",\"agent\":\"a; +http\",\"list\":[1,-5,-0.10],\"key|@\":\"=1\",\"q\":\";\\\"=1\"}";

        String cell = CsvLine.of(new CsvLine.Json(json)).cells().getFirst();

        assertThat(cell).contains("x;\\u003d1", "a; \\u002bhttp", "[1,-5,-0.10]", "key|\\u0040");
        assertThat(new ObjectMapper().readTree(cell)).isEqualTo(new ObjectMapper().readTree(json));
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
