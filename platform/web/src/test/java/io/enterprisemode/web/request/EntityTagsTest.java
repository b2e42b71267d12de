package io.enterprisemode.web.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.web.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {

    private static EntityTags tags(String value) {
        return EntityTags.of("If-None-Match", value);
    }

    @Test
    void theStrongComparisonTakesWeakTagsForNone() {
        assertThat(tags("\"2\", W/\"3\"").nameStrongly("\"2\"")).isTrue();
        assertThat(tags("\"2\", W/\"3\"").nameStrongly("\"3\"")).isFalse();
        assertThat(tags("W/\"3\"").nameStrongly("W/\"3\"")).isFalse();
    }

    @Test
    void theWeakComparisonLooksAtWhatIsInQuotes() {
        for (String value : new String[] {"\"3\"", "W/\"3\"", "\"2\",W/\"3\"", "\"a,b\" , \"3\""}) {
            assertThat(tags(value).nameWeakly("\"3\"")).as(value).isTrue();
            assertThat(tags(value).nameWeakly("W/\"3\"")).as(value).isTrue();
        }
        assertThat(tags("W/\"2\", \"3,\"").nameWeakly("W/\"3\"")).isFalse();
    }

    @Test
    void theStarStandsForEveryTag() {
        assertThat(tags(" * ").nameStrongly("\"3\"")).isTrue();
        assertThat(tags("*").nameWeakly("W/\"3\"")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "abc", "3", "\"3", "\"3\" \"4\"", "w/\"3\"", "*, \"3\"", "\"a b\""})
    void whatIsNoListOfTagsIsMalformedAndNamed(String value) {
        assertThatThrownBy(() -> tags(value)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type().status()).isEqualTo(400);
            assertThat(problem.errors().getFirst().pointer()).isEqualTo("If-None-Match");
        });
    }
}
