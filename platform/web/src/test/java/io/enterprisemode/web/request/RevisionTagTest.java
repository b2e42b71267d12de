package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.web.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionTagTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "*",
                " * ",
                "\"3\"",
                "\"2\", \"3\"",
                "\"2\",\"3\"",
                "W/\"9\" ,\t\"3\"",
                ", \"3\",",
                "\"a,b\", \"3\""
            })
    void theRevisionIsNamedByAnyTagOfTheList(String ifMatch) {
        assertThatCode(() -> RevisionTag.require(ifMatch, 3)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "W/\"3\"", "\"2\", \"4\"", "\"3,\", \"4\"", "\"\""})
    void anotherRevisionIsRefused(String ifMatch) {
        assertThatThrownBy(() -> RevisionTag.require(ifMatch, 3))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    if (problem.type().status() != 412) {
                        throw new AssertionError("not 412: " + problem.type());
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "3", "\"3", "\"3\" \"4\"", "w/\"3\"", "*, \"3\""})
    void whatIsNoListOfTagsIsMalformed(String ifMatch) {
        assertThatThrownBy(() -> RevisionTag.require(ifMatch, 3))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    if (problem.type().status() != 400) {
                        throw new AssertionError("not 400: " + problem.type());
                    }
                });
    }
}
