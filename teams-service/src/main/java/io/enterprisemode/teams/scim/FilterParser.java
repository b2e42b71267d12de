package io.enterprisemode.teams.scim;

import io.enterprisemode.teams.scim.Filter.Literal;
import io.enterprisemode.teams.scim.Filter.Operator;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads filters (RFC 7644, figure 1) and the paths of PATCH (figure 7) by recursive descent: {@code not} binds tighter
 * than {@code and}, that tighter than {@code or}; keywords are read without regard to case. Length, depth and number of
 * comparisons are bounded. Beyond the grammar it reads {@code emails[type eq "work"].value eq "x"}, which Entra ID
 * sends, as a condition inside of the brackets.
 */
final class FilterParser {

    /** Characters of a filter at most. */
    static final int LONGEST = 4_000;

    /** Brackets inside of brackets at most. */
    static final int DEEPEST = 10;

    /** Comparisons at most. */
    static final int MOST_COMPARISONS = 50;

    private static final Pattern NUMBER =
            Pattern.compile("-?(?:0|[1-9][0-9]{0,30})(?:\\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?");

    private final String text;
    private final ProblemType problem;
    private int position;
    private int depth;
    private int comparisons;

    private FilterParser(String text, ProblemType problem) {
        this.text = text;
        this.problem = problem;
        if (text.length() > LONGEST) {
            throw problem.with("It is longer than " + LONGEST + " characters.");
        }
    }

    /** @throws ProblemException scim-invalid-filter */
    static Filter parse(String text) {
        FilterParser parser = new FilterParser(text, ScimProblems.INVALID_FILTER);
        Filter filter = parser.disjunction();
        parser.expectEnd();
        return filter;
    }

    /** @throws ProblemException scim-invalid-path */
    static PatchPath parsePath(String text) {
        FilterParser parser = new FilterParser(text, ScimProblems.INVALID_PATH);
        AttributePath path = parser.attributePath();
        Filter filter = null;
        String sub = path.sub();
        if (parser.takes('[')) {
            filter = parser.bracketed();
            sub = parser.subAttribute();
        }
        parser.expectEnd();
        return new PatchPath(new AttributePath(path.schema(), path.attribute(), null), filter, sub);
    }

    private Filter disjunction() {
        Filter left = conjunction();
        while (takesWord("or")) {
            left = new Filter.Or(left, conjunction());
        }
        return left;
    }

    private Filter conjunction() {
        Filter left = negation();
        while (takesWord("and")) {
            left = new Filter.And(left, negation());
        }
        return left;
    }

    private Filter negation() {
        int start = position;
        if (takesWord("not")) {
            if (takes('(')) {
                return new Filter.Not(grouped());
            }
            position = start;
        }
        return takes('(') ? grouped() : expression();
    }

    private Filter grouped() {
        deeper();
        Filter inner = disjunction();
        depth--;
        expect(')');
        return inner;
    }

    private Filter bracketed() {
        deeper();
        Filter inner = disjunction();
        depth--;
        expect(']');
        return inner;
    }

    private Filter expression() {
        AttributePath path = attributePath();
        if (takes('[')) {
            Filter inner = bracketed();
            String sub = subAttribute();
            return new Filter.Within(
                    path, sub == null ? inner : new Filter.And(inner, comparison(new AttributePath(null, sub, null))));
        }
        return comparison(path);
    }

    private Filter comparison(AttributePath path) {
        comparisons++;
        if (comparisons > MOST_COMPARISONS) {
            throw problem.with("It has more than " + MOST_COMPARISONS + " comparisons.");
        }
        String word = word();
        if (word.equalsIgnoreCase("pr")) {
            return new Filter.Present(path);
        }
        Operator operator = operator(word)
                .orElseThrow(() -> wrong("expected one of eq, ne, co, sw, ew, gt, ge, lt, le, pr after " + path));
        return new Filter.Compare(path, operator, literal());
    }

    private static Optional<Operator> operator(String word) {
        return Arrays.stream(Operator.values())
                .filter(operator -> operator.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    private AttributePath attributePath() {
        String word = word();
        return AttributePath.parse(word).orElseThrow(() -> wrong("expected the name of an attribute"));
    }

    private @Nullable String subAttribute() {
        if (position >= text.length() || text.charAt(position) != '.') {
            return null;
        }
        position++;
        AttributePath sub = attributePath();
        if (sub.schema() != null || sub.sub() != null) {
            throw wrong("expected the name of a sub-attribute");
        }
        return sub.attribute();
    }

    private Literal literal() {
        skipBlanks();
        if (position < text.length() && text.charAt(position) == '"') {
            return new Literal(string());
        }
        String word = word();
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true" -> new Literal(true);
            case "false" -> new Literal(false);
            case "null" -> new Literal(null);
            default -> {
                if (!NUMBER.matcher(word).matches()) {
                    throw wrong("expected a text in quotes, true, false, null or a number");
                }
                yield new Literal(new BigDecimal(word));
            }
        };
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        position++;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == '"') {
                return whole(string.toString());
            }
            if (c < ' ') {
                throw wrong("a text must not hold control characters, they are written as escapes");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        throw wrong("the text in quotes has no end");
    }

    private String whole(String string) {
        if (string.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw wrong("a text must not hold half of a character");
        }
        return string;
    }

    private char escaped() {
        if (position >= text.length()) {
            throw wrong("the text in quotes has no end");
        }
        char c = text.charAt(position++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong("\\" + c + " is no escape of JSON");
        };
    }

    private char unicode() {
        if (position + 4 > text.length()) {
            throw wrong("the text in quotes has no end");
        }
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(text.charAt(position++), 16);
            if (digit < 0) {
                throw wrong("expected four hexadecimal digits");
            }
            code = code * 16 + digit;
        }
        if (code == 0) {
            throw wrong("a text must not hold the character 0");
        }
        return (char) code;
    }

    private String word() {
        skipBlanks();
        int start = position;
        while (position < text.length() && isOfWord(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isOfWord(char c) {
        return c > ' ' && c != '(' && c != ')' && c != '[' && c != ']' && c != '"' && !Character.isWhitespace(c);
    }

    private boolean takesWord(String expected) {
        int start = position;
        if (word().equalsIgnoreCase(expected)) {
            return true;
        }
        position = start;
        return false;
    }

    private boolean takes(char expected) {
        skipBlanks();
        if (position < text.length() && text.charAt(position) == expected) {
            position++;
            return true;
        }
        return false;
    }

    private void expect(char expected) {
        if (!takes(expected)) {
            throw wrong("expected " + expected);
        }
    }

    private void expectEnd() {
        skipBlanks();
        if (position < text.length()) {
            throw wrong("expected the end");
        }
    }

    private void deeper() {
        depth++;
        if (depth > DEEPEST) {
            throw problem.with("It is nested deeper than " + DEEPEST + " levels.");
        }
    }

    private void skipBlanks() {
        while (position < text.length() && text.charAt(position) == ' ') {
            position++;
        }
    }

    private ProblemException wrong(String what) {
        return problem.with("At character " + (position + 1) + ": " + what + ".");
    }
}
