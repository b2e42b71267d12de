package io.enterprisemode.audit.log;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One text for all forms of the same JSON value: no white space, members sorted by the UTF-16 units of their names, as
 * in RFC 8785. Unlike there, numbers are exact decimals without trailing zeros, so that none is rounded to a double;
 * and every character outside printable ASCII is escaped.
 */
final class CanonicalJson {

    private final StringBuilder out = new StringBuilder(512);

    private CanonicalJson() {}

    /**
     * The text of a value.
     *
     * @param value maps with text as keys, lists, text, numbers, booleans, null
     */
    static String of(@Nullable Object value) {
        CanonicalJson json = new CanonicalJson();
        json.append(value);
        return json.out.toString();
    }

    private void append(@Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> object(map);
            case List<?> list -> array(list);
            case String text -> string(text);
            case Boolean truth -> out.append(truth.booleanValue());
            case Number number -> out.append(number(number));
            default -> throw new IllegalArgumentException("no JSON value: " + value.getClass());
        }
    }

    private void object(Map<?, ?> map) {
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((name, value) -> sorted.put(String.valueOf(name), value));
        out.append('{');
        String separator = "";
        for (Map.Entry<String, @Nullable Object> member : sorted.entrySet()) {
            out.append(separator);
            string(member.getKey());
            out.append(':');
            append(member.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void array(List<?> list) {
        out.append('[');
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            append(element);
            separator = ",";
        }
        out.append(']');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static String number(Number number) {
        BigDecimal exact =
                switch (number) {
                    case BigDecimal decimal -> decimal;
                    case BigInteger integer -> new BigDecimal(integer);
                    case Integer integer -> BigDecimal.valueOf(integer);
                    case Long integer -> BigDecimal.valueOf(integer);
                    default -> new BigDecimal(number.toString());
                };
        return exact.stripTrailingZeros().toString();
    }
}
