package io.enterprisemode.web.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictInstantsTest {

    private final ObjectMapper json = new ObjectMapper();

    record Booking(@Nullable Instant at) {}

    @BeforeEach
    void asTheApplicationHasIt() {
        json.registerModule(new JavaTimeModule());
        new StrictInstants().customize(json);
    }

    private @Nullable Instant at(String value) throws JsonProcessingException {
        return json.readValue("{\"at\": " + value + "}", Booking.class).at();
    }

    @Test
    void instantsOfRfc3339AreRead() throws JsonProcessingException {
        Instant ten = Instant.parse("2026-11-30T10:00:00Z");

        assertThat(at("\"2026-11-30T10:00:00Z\"")).isEqualTo(ten);
        assertThat(at("\"2026-11-30T11:00:00.000+01:00\"")).isEqualTo(ten);
        assertThat(at("null")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2026-11-30T10:00\"",
                "\"2026-11-30T10:00:00+01\"",
                "\"2026-11-30T10:00:00+0100\"",
                "\"yesterday\"",
                "\"\"",
                "1764496800",
                "1764496800.5",
                "true",
                "{}"
            })
    void nothingElseIs(String value) {
        assertThatThrownBy(() -> at(value))
                .isInstanceOfSatisfying(
                        MismatchedInputException.class,
                        refused -> assertThat(refused.getTargetType()).isEqualTo(Instant.class));
    }
}
