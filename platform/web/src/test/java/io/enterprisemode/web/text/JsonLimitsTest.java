package io.enterprisemode.web.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.web.json.StrictJson;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JsonLimitsTest {

    private final ObjectMapper json = new ObjectMapper();

    record Sizes(List<BigDecimal> sizes) {}

    @BeforeEach
    void asTheApplicationHasIt() {
        new StrictJson().customize(json);
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    @Test
    void moreThan32LevelsAreToldAsSuch() {
        assertThatCode(() -> json.readTree(nested(32))).doesNotThrowAnyException();

        assertThat(JsonLimits.detail(catchException(() -> json.readTree(nested(33)))))
                .isEqualTo("The body cannot be read as JSON: nested too deeply (more than 32 levels).");
    }

    @Test
    void aNumberOfMoreThan100DigitsIsToldAsSuch() {
        assertThatCode(() -> json.readTree("9".repeat(100))).doesNotThrowAnyException();

        for (String number : List.of("9".repeat(101), "1." + "9".repeat(100), "9".repeat(99) + "e10")) {
            assertThat(JsonLimits.detail(catchException(() -> json.readTree("[" + number + "]"))))
                    .isEqualTo("The body cannot be read as JSON: a number has more than 100 digits.");
        }
    }

    @Test
    void aLimitIsToldOfAFieldToo() {
        Exception failure = catchException(() -> json.readValue("{\"sizes\": [" + "9".repeat(101) + "]}", Sizes.class));

        assertThat(JsonLimits.exceeded(failure)).contains("a number has more than 100 digits");
    }

    @Test
    void whatIsNoJsonIsBeyondNoLimit() {
        assertThat(JsonLimits.exceeded(catchException(() -> json.readTree("{"))))
                .isEmpty();
        assertThat(JsonLimits.detail(catchException(() -> json.readTree("nonsense"))))
                .matches("The body cannot be read as JSON at line 1, column \\d+\\.");
    }
}
