package io.enterprisemode.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExpectedValueTest {

    private record Inner(String text) {}

    private enum Colour {
        RED,
        BLUE
    }

    private enum Size {
        SMALL,
        LARGE;

        @JsonValue
        String code() {
            return "size:" + name().toLowerCase(Locale.ROOT);
        }
    }

    private static String expected(Class<?> type) {
        return ExpectedValue.of(type, new ObjectMapper());
    }

    @Test
    void typesAreToldInWordsOfJson() {
        assertThat(expected(String.class)).isEqualTo("must be a text");
        assertThat(expected(Boolean.class)).isEqualTo("must be true or false");
        assertThat(expected(long.class)).isEqualTo("must be a whole number");
        assertThat(expected(BigDecimal.class)).isEqualTo("must be a number");
        assertThat(expected(Colour.class)).isEqualTo("must be one of RED, BLUE");
        assertThat(expected(List.class)).isEqualTo("must be a list");
        assertThat(expected(LinkedHashMap.class)).isEqualTo("must be an object");
        assertThat(expected(Inner.class)).isEqualTo("must be an object");
        assertThat(expected(UUID.class)).isEqualTo("must be a UUID");
        assertThat(expected(Instant.class)).startsWith("must be an instant");
        assertThat(expected(ZoneId.class)).isEqualTo("is not valid");
    }

    @Test
    void theValuesOfAnEnumAreToldAsCallersSendThem() {
        assertThat(expected(Size.class)).isEqualTo("must be one of size:small, size:large");
    }

    @Test
    void textsOfJavaAreNotForCallers() {
        assertThat(ExpectedValue.isForCallers("No enum constant io.enterprisemode.web.problem.Colour.GREEN"))
                .isFalse();
        assertThat(ExpectedValue.isForCallers("must be one of acme.example, Acme and a.b"))
                .isTrue();
    }
}
