package io.enterprisemode.teams.scim;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A filter expression (RFC 7644, section 3.4.2.2). Its text form is one that {@link FilterParser} reads as the same
 * filter.
 */
sealed interface Filter {

    /** Both hold. */
    record And(Filter left, Filter right) implements Filter {
        @Override
        public String toString() {
            return "(" + left + ") and (" + right + ")";
        }
    }

    /** One of them holds, or both. */
    record Or(Filter left, Filter right) implements Filter {
        @Override
        public String toString() {
            return "(" + left + ") or (" + right + ")";
        }
    }

    /** It does not hold. */
    record Not(Filter inner) implements Filter {
        @Override
        public String toString() {
            return "not (" + inner + ")";
        }
    }

    /** The attribute has a value. */
    record Present(AttributePath path) implements Filter {
        @Override
        public String toString() {
            return path + " pr";
        }
    }

    /** The attribute compares so with a literal; of several values one is enough. */
    record Compare(AttributePath path, Operator operator, Literal literal) implements Filter {
        @Override
        public String toString() {
            return path + " " + operator.name().toLowerCase(Locale.ROOT) + " " + literal;
        }
    }

    /**
     * One and the same value of a multi-valued complex attribute fulfils the inner filter, whose paths are
     * sub-attributes.
     */
    record Within(AttributePath path, Filter inner) implements Filter {
        @Override
        public String toString() {
            return path + "[" + inner + "]";
        }
    }

    /** Comparisons. */
    enum Operator {
        EQ,
        NE,
        CO,
        SW,
        EW,
        GT,
        GE,
        LT,
        LE
    }

    /**
     * What an attribute is compared with.
     *
     * @param value text, truth value, number, or null
     */
    record Literal(@Nullable Object value) {

        public Literal {
            if (value != null
                    && !(value instanceof String)
                    && !(value instanceof Boolean)
                    && !(value instanceof BigDecimal)) {
                throw new IllegalArgumentException("not a literal: " + value.getClass());
            }
        }

        @Override
        public String toString() {
            return value instanceof String text ? quoted(text) : String.valueOf(value);
        }

        private static String quoted(String text) {
            StringBuilder quoted = new StringBuilder("\"");
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"' || c == '\\') {
                    quoted.append('\\').append(c);
                } else if (c < ' ') {
                    quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                } else {
                    quoted.append(c);
                }
            }
            return quoted.append('"').toString();
        }
    }
}
