package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.web.problem.Problem.FieldError;
import io.enterprisemode.web.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SingleHeaderTest {

    @Test
    void whatIsSaidOnceOrAgainIsWhatItSays() {
        assertThat(SingleHeader.of("ce-id", List.of())).isNull();
        assertThat(SingleHeader.of("ce-id", List.of(""))).isEmpty();
        assertThat(SingleHeader.of("ce-id", List.of("one"))).isEqualTo("one");
        assertThat(SingleHeader.of("ce-id", List.of("one", "one", "one"))).isEqualTo("one");
    }

    @Test
    void whatContradictsItselfIsRefusedByName() {
        for (List<String> values :
                List.of(List.of("one", "two"), List.of("one", "One"), List.of("", "one"), List.of("a", "a", "b"))) {
            assertThatThrownBy(() -> SingleHeader.of("ce-id", values))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.errors())
                                    .extracting(FieldError::pointer)
                                    .containsExactly("ce-id"));
        }
    }
}
