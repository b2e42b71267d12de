package io.enterprisemode.web.request;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The character encoding that a {@code Content-Type} names (RFC 9110, section 8.3.2). All text is read as UTF-8: JSON
 * requires it (RFC 8259, section 8.1), and JSON lines and CSV are assumed to be UTF-8.
 */
final class BodyCharset {

    /** A parameter of a media type: a value in quotes may hold what else would end it. */
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*(?:([^;=\"\\s]+)\\s*=\\s*(\"(?:[^\"\\\\]++|\\\\.)*+\"|[^;\"]*))?[^;]*");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    private BodyCharset() {}

    /**
     * Whether a content type allows the body to be read as UTF-8: it names no encoding, or UTF-8, in any case, with or
     * without quotes, or by its short name {@code utf8}.
     */
    static boolean isUtf8(String contentType) {
        int parameters = contentType.indexOf(';');
        if (parameters < 0) {
            return true;
        }
        Matcher parameter = PARAMETER.matcher(contentType).region(parameters, contentType.length());
        while (parameter.lookingAt()) {
            String name = parameter.group(1);
            if (name != null && name.equalsIgnoreCase("charset") && !namesUtf8(parameter.group(2))) {
                return false;
            }
            parameter.region(parameter.end(), contentType.length());
        }
        return true;
    }

    private static boolean namesUtf8(String value) {
        String text = value.strip();
        String charset = text.startsWith("\"")
                ? ESCAPE.matcher(text.substring(1, text.length() - 1)).replaceAll("$1")
                : text;
        return switch (charset.toLowerCase(Locale.ROOT)) {
            case "utf-8", "utf8" -> true;
            default -> false;
        };
    }
}
