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
    void whatIsMissingIsEmptyAndWhatIsEmptyIsRefused() {
        assertThat(Parameters.text("q", null, 10)).isEmpty();
        refused("from", () -> Parameters.instant("from", ""));
        refused("id", () -> Parameters.uuid("id", " "));
        refused("limit", () -> Parameters.integer("limit", "", 1, 200, 50));
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

    @Test
    void anInstantIsOneOfRfc3339() {
        assertThat(Parameters.instant("from", "2026-02-01T01:00:00+01:00"))
                .contains(Instant.parse("2026-02-01T00:00:00Z"));
        for (String text : List.of("2026-02-01T00:00", "2026-02-01T00:00:00+01", "+12026-02-01T00:00:00Z")) {
            saying("must be an instant of RFC 3339", () -> Parameters.instant("from", text));
        }
    }

    @Test
    void whatIsWrongIsSaid() {
        saying("must not hold the character U+0000", () -> Parameters.text("q", "a\0b", 10));
        saying("must not hold the character U+0000", () -> Parameters.uuid("id", "\0"));
        saying("must be at most 10 characters", () -> Parameters.text("q", "a".repeat(11), 10));
        saying("from 1970 on and before 9999-12-31", () -> Parameters.instant("from", "1969-12-31T23:59:59Z"));
        saying("from 1970 on and before 9999-12-31", () -> Parameters.instant("to", "9999-12-31T00:00:00Z"));
    }

    private static void saying(String detail, ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.errors())
                                .singleElement()
                                .satisfies(error -> assertThat(error.detail()).contains(detail)));
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
