package io.enterprisemode.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExpectedValueTest {

    private record Inner(String text) {}

    private enum Colour {
        RED,
        BLUE
    }

    @Test
    void typesAreToldInWordsOfJson() {
        assertThat(ExpectedValue.of(String.class)).isEqualTo("must be a text");
        assertThat(ExpectedValue.of(Boolean.class)).isEqualTo("must be true or false");
        assertThat(ExpectedValue.of(long.class)).isEqualTo("must be a whole number");
        assertThat(ExpectedValue.of(BigDecimal.class)).isEqualTo("must be a number");
        assertThat(ExpectedValue.of(Colour.class)).isEqualTo("must be one of RED, BLUE");
        assertThat(ExpectedValue.of(List.class)).isEqualTo("must be a list");
        assertThat(ExpectedValue.of(LinkedHashMap.class)).isEqualTo("must be an object");
        assertThat(ExpectedValue.of(Inner.class)).isEqualTo("must be an object");
        assertThat(ExpectedValue.of(UUID.class)).isEqualTo("must be a UUID");
        assertThat(ExpectedValue.of(Instant.class)).startsWith("must be an instant");
        assertThat(ExpectedValue.of(ZoneId.class)).isEqualTo("is not valid");
    }

    @Test
    void textsOfJavaAreNotForCallers() {
        assertThat(ExpectedValue.isForCallers("No enum constant io.enterprisemode.web.problem.Colour.GREEN"))
                .isFalse();
        assertThat(ExpectedValue.isForCallers("must be one of acme.example, Acme and a.b"))
                .isTrue();
    }
}
