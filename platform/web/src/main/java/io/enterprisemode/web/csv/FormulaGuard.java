package io.enterprisemode.web.csv;

/**
 * Keeps text from being evaluated by spreadsheets (OWASP, CSV injection), wherever the file is opened. A program whose
 * list separator is a semicolon cuts a line at semicolons, also inside what RFC 4180 quotes, and then each piece is a
 * cell: so not only the beginning of a text counts, but also what follows a semicolon, a tab, a vertical bar or a line
 * break in it.
 *
 * <p>A formula begins with {@code = + - @}, in any of their forms (full width, small, superscript, subscript, minus
 * sign), behind any number of characters that programs skip or do not show: blanks of all kinds, controls, characters
 * of no width, quotes. A comma counts only at the beginning of a cell: text that holds one is quoted, and a program
 * that cuts at commas respects that.
 */
final class FormulaGuard {

    private static final String SIGNS =
            "=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212\u207A\u207B\u207C\u208A\u208B\u208C";
    private static final String SEPARATORS = ";\t|\r\n\u000B\f\u0085\u2028\u2029\uFF1B";
    /**
     * Fillers, joiners and variation selectors: letters, marks and symbols by their category, but nothing is seen of
     * them.
     */
    private static final String INVISIBLE = "\u034F\u115F\u1160\u17B4\u17B5\u180B\u180C\u180D\u180F\u2800\u3164\uFFA0";

    private FormulaGuard() {}

    /** The text with an apostrophe in front of every beginning of a formula, and of a leading tab or line break. */
    static String apostrophes(String text) {
        StringBuilder guarded = new StringBuilder(text.length() + 8);
        int written = 0;
        boolean begins = true;
        for (int i = 0; i < text.length(); i++) {
            if (begins && (isFormula(text, i) || (i == 0 && isBreak(text.charAt(0))))) {
                guarded.append(text, written, i).append('\'');
                written = i;
            }
            begins = SEPARATORS.indexOf(text.charAt(i)) >= 0;
        }
        return written == 0 && guarded.isEmpty()
                ? text
                : guarded.append(text, written, text.length()).toString();
    }

    /**
     * JSON text of the same value, in which no formula begins: the sign is written as its escape. It is inside a string
     * wherever it follows a separator, for JSON has none of these outside strings.
     */
    static String escapes(String json) {
        StringBuilder guarded = new StringBuilder(json.length() + 8);
        for (int i = 0; i < json.length(); i++) {
            guarded.append(json.charAt(i));
            if (SEPARATORS.indexOf(json.charAt(i)) >= 0 && isFormula(json, i + 1)) {
                int sign = sign(json, i + 1);
                guarded.append(json, i + 1, sign).append("\\u%04x".formatted((int) json.charAt(sign)));
                i = sign;
            }
        }
        return guarded.toString();
    }

    private static boolean isFormula(String text, int from) {
        return sign(text, from) >= 0;
    }

    /** Where the sign is that the text from here on begins with; -1: it begins with something else. */
    private static int sign(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SIGNS.indexOf(c) >= 0) {
                return i;
            }
            // A separator begins the next cell, which is looked at by itself.
            if (SEPARATORS.indexOf(c) >= 0 || !isSkipped(text.codePointAt(i))) {
                return -1;
            }
            i += Character.charCount(text.codePointAt(i)) - 1;
        }
        return -1;
    }

    private static boolean isBreak(char c) {
        return c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isSkipped(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.UNASSIGNED -> true;
            default -> c == '"' || INVISIBLE.indexOf(c) >= 0 || isVariationSelector(c);
        };
    }

    private static boolean isVariationSelector(int c) {
        return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
    }
}
