package io.enterprisemode.teams;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Acme",
                "アクメ 株式会社",
                "شركة أكمي",
                "חברת אקמה\u200f",
                "𝓐𝓬𝓶𝓮 🚀",
                "👩‍👩‍👧‍👦",
                "O'Brien & Söhne <GmbH> {1}",
                "%s; drop table team"
            })
    void aNameMayBeInAnyScript(String name) {
        assertThat(FieldRules.name(name)).matches(FieldRules.NAME_PATTERN).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "\u00a0\u3000",
                "\u200b\u200d",
                "\u3164",
                "\u2800\u2800",
                "\u00ad \ufe0f",
                "a\u0000b",
                "line\nbreak",
                "a\u0085b",
                "a\u2028b",
                "evil\u202etxt.exe",
                "isolate\u2066d",
                "half \ud83d pair"
            })
    void whatShowsNothingOrTurnsTextAroundIsNoName(String name) {
        assertThat(FieldRules.name(name)).doesNotMatch(FieldRules.NAME_PATTERN);
    }

    @Test
    void noneOfTheCharactersThatShowNothingIsANameByItself() {
        List<Integer> names = IntStream.rangeClosed(0, Character.MAX_VALUE)
                .filter(each -> UCharacter.hasBinaryProperty(each, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                        || UCharacter.isUWhiteSpace(each))
                .filter(each -> Character.toString(each).matches(FieldRules.NAME_PATTERN))
                .boxed()
                .toList();

        assertThat(names).isEmpty();
    }

    /** A class with surrogate pairs means something else to Python, and to ECMAScript without its flag for Unicode. */
    @Test
    void thePatternNamesNoCharacterBeyondTheBasicPlane() {
        assertThat(FieldRules.NAME_PATTERN.replace("\\ud800-\\udfff", "")).doesNotContainPattern("\\\\ud[89a-f]");
    }

    @Test
    void betweenOthersTheyMayStand() {
        assertThat("a\u3164\u200db").matches(FieldRules.NAME_PATTERN);
        assertThat("\u115f\u1161").matches(FieldRules.NAME_PATTERN);
    }

    @Test
    void aNameIsKeptInItsComposedForm() {
        assertThat(FieldRules.name("Cafe\u0301")).isEqualTo("Caf\u00e9");
        assertThat(FieldRules.name(null)).isNull();
    }

    @Test
    void itsLengthIsCountedInCodePoints() {
        assertThat("🚀".repeat(120)).matches(FieldRules.NAME_PATTERN);
        assertThat("🚀".repeat(121)).doesNotMatch(FieldRules.NAME_PATTERN);
        assertThat("a".repeat(121)).doesNotMatch(FieldRules.NAME_PATTERN);
    }
}
