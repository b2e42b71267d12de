package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.web.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ParametersTest {

    @Test
    void whatIsMissingOrEmptyIsEmpty() {
        assertThat(Parameters.text("q", null, 10)).isEmpty();
        assertThat(Parameters.instant("from", "")).isEmpty();
        assertThat(Parameters.uuid("id", " ")).isEmpty();
        assertThat(Parameters.integer("limit", null, 1, 200, 50)).isEqualTo(50);
    }

    @Test
    void whatIsWellFormedIsRead() {
        assertThat(Parameters.instant("from", "2026-02-01T00:00:00Z")).contains(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(Parameters.integer("limit", "200", 1, 200, 50)).isEqualTo(200);
        assertThat(Parameters.oneOf("format", "csv", List.of("json", "csv"), each -> each))
                .contains("csv");
    }

    @Test
    void whatIsNotIsRefusedByName() {
        refused("from", () -> Parameters.instant("from", "yesterday"));
        refused("from", () -> Parameters.instant("from", "-5000-01-01T00:00:00Z"));
        refused("id", () -> Parameters.uuid("id", "1"));
        refused("limit", () -> Parameters.integer("limit", "0", 1, 200, 50));
        refused("limit", () -> Parameters.integer("limit", "many", 1, 200, 50));
        refused("q", () -> Parameters.text("q", "a\0b", 10));
        refused("format", () -> Parameters.oneOf("format", "pdf", List.of("json", "csv"), each -> each));
    }

    private static void refused(String parameter, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.errors())
                                .singleElement()
                                .satisfies(error -> assertThat(error.pointer()).isEqualTo(parameter)));
    }
}
