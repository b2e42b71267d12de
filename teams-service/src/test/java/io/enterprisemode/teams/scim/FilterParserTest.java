package io.enterprisemode.teams.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.enterprisemode.teams.scim.Filter.Literal;
import io.enterprisemode.teams.scim.Filter.Operator;
import io.enterprisemode.web.problem.ProblemException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {

    private static final List<Operator> OPERATORS = List.of(Operator.values());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "userName eq \"bjensen\" | userName eq \"bjensen\"",
                "userName Eq \"john\" | userName eq \"john\"",
                "urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\" |"
                        + " urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"",
                "title pr and userType eq \"Employee\" | (title pr) and (userType eq \"Employee\")",
                "a pr or b pr and c pr | (a pr) or ((b pr) and (c pr))",
                "not (a pr) and b pr | (not (a pr)) and (b pr)",
                "(a pr or b pr) and c pr | ((a pr) or (b pr)) and (c pr)",
                "emails[type eq \"work\" and value co \"@example.com\"] | emails[(type eq \"work\") and (value co"
                        + " \"@example.com\")]",
                "emails[type eq \"work\"].value eq \"x\" | emails[(type eq \"work\") and (value eq \"x\")]",
                "meta.lastModified gt \"2011-05-13T04:42:34Z\" | meta.lastModified gt \"2011-05-13T04:42:34Z\"",
                "active eq true | active eq true",
                "age ge -1.5e3 | age ge -1.5E+3",
                "manager eq null | manager eq null",
                "not pr | not pr",
                "userName eq \"a\\\"b\\\\c\\u00e9\" | userName eq \"a\\\"b\\\\cé\""
            })
    void theGrammarOfTheStandardIsRead(String text, String meaning) {
        assertThat(FilterParser.parse(text)).hasToString(meaning);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "userName",
                "userName eq",
                "userName is \"x\"",
                "eq \"x\"",
                "userName eq x",
                "userName eq \"x",
                "userName eq \"x\\",
                "userName eq \"\\q\"",
                "userName eq \"\\u00zz\"",
                "userName eq \"\\u0000\"",
                "userName eq \"x\" and",
                "userName eq \"x\" userName eq \"y\"",
                "(userName eq \"x\"",
                "userName eq \"x\")",
                "emails[type eq \"work\"",
                "emails[]",
                "a.b.c eq \"x\"",
                "1a eq \"x\"",
                "userName eq 01",
                "userName eq \"x\"; drop table scim_user"
            })
    void whatIsNoFilterIsRefused(String text) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> FilterParser.parse(text))
                .satisfies(e -> assertThat(e.type()).isEqualTo(ScimProblems.INVALID_FILTER));
    }

    @Test
    void depthLengthAndNumberOfComparisonsAreBounded() {
        int deep = FilterParser.DEEPEST;
        assertThat(FilterParser.parse("(".repeat(deep) + "a pr" + ")".repeat(deep)))
                .hasToString("a pr");
        for (String text : List.of(
                "(".repeat(deep + 1) + "a pr" + ")".repeat(deep + 1),
                "(".repeat(3_000),
                "not (".repeat(700),
                "a pr" + " or a pr".repeat(FilterParser.MOST_COMPARISONS),
                "a eq \"" + "x".repeat(FilterParser.LONGEST) + "\"")) {
            assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> FilterParser.parse(text));
        }
    }

    @Test
    void everyFilterIsReadAsItWasWritten() {
        Random random = new Random(20_30);
        for (int i = 0; i < 5_000; i++) {
            Filter filter = filter(random, 4, true);
            assertThat(FilterParser.parse(filter.toString())).isEqualTo(filter);
        }
    }

    @Test
    void noTextEverMakesTheParserFailOtherwiseThanByRefusing() {
        Random random = new Random(20_31);
        String alphabet = "ab.$:-_ eqornotandprcoswew()[]\"\\u0019true\t\nurn:null\0é";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(40);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Filter read = FilterParser.parse(text.toString());
                assertThat(FilterParser.parse(read.toString())).isEqualTo(read);
            } catch (ProblemException e) {
                assertThat(e.type()).isEqualTo(ScimProblems.INVALID_FILTER);
            }
        }
    }

    @Test
    void pathsPickAttributesAndValues() {
        assertThat(FilterParser.parsePath("members[value eq \"2819c223\"].display"))
                .isEqualTo(new PatchPath(
                        new AttributePath(null, "members", null),
                        new Filter.Compare(
                                new AttributePath(null, "value", null), Operator.EQ, new Literal("2819c223")),
                        "display"));
        assertThat(FilterParser.parsePath("name.familyName"))
                .isEqualTo(new PatchPath(new AttributePath(null, "name", null), null, "familyName"));
        for (String text : List.of("", "members[", "members[value eq \"x\"]]", "a.b.c", "members[value]", "a b")) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> FilterParser.parsePath(text))
                    .satisfies(e -> assertThat(e.type()).isEqualTo(ScimProblems.INVALID_PATH));
        }
    }

    private static Filter filter(Random random, int depth, boolean outside) {
        int kind = depth == 0 ? random.nextInt(2) : random.nextInt(outside ? 6 : 5);
        return switch (kind) {
            case 0 -> new Filter.Present(path(random));
            case 1 ->
                new Filter.Compare(path(random), OPERATORS.get(random.nextInt(OPERATORS.size())), literal(random));
            case 2 -> new Filter.And(filter(random, depth - 1, outside), filter(random, depth - 1, outside));
            case 3 -> new Filter.Or(filter(random, depth - 1, outside), filter(random, depth - 1, outside));
            case 4 -> new Filter.Not(filter(random, depth - 1, outside));
            default -> new Filter.Within(path(random), filter(random, depth - 1, false));
        };
    }

    private static AttributePath path(Random random) {
        String[] names = {"userName", "emails", "not", "and", "pr", "x-y_z", "$ref"};
        String schema = random.nextInt(4) == 0 ? "urn:ietf:params:scim:schemas:core:2.0:User" : null;
        return new AttributePath(schema, names[random.nextInt(names.length)], random.nextBoolean() ? "value" : null);
    }

    private static Literal literal(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new Literal(random.nextBoolean());
            case 1 -> new Literal(BigDecimal.valueOf(random.nextInt(), random.nextInt(5)));
            case 2 -> new Literal(null);
            default -> {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(8); i > 0; i--) {
                    text.append("aé\"\\ ()[]\n\u0001%_".charAt(random.nextInt(13)));
                }
                yield new Literal(text.toString());
            }
        };
    }
}
