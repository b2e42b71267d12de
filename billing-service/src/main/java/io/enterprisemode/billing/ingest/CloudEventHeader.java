package io.enterprisemode.billing.ingest;

import io.enterprisemode.web.text.StrictUtf8;
import java.io.ByteArrayOutputStream;

/**
 * Values of the {@code ce-} headers of a binary CloudEvent (CloudEvents HTTP protocol binding 1.0.2, 3.1.3.2): first
 * the quotes of a quoted string and its backslashes are taken away (RFC 9110, 5.6.4), then what is percent-encoded is
 * decoded, both once. The bytes are UTF-8.
 */
final class CloudEventHeader {

    private static final int ESCAPED = 3;
    private static final int HEXADECIMAL = 16;
    private static final int LARGEST_BYTE = 0xFF;

    private CloudEventHeader() {}

    /**
     * The text of a value.
     *
     * @param value as HTTP hands it over, a character for each byte
     * @throws IllegalArgumentException when it is no such value; the message says why, for people
     */
    static String decode(String value) {
        return isPlain(value)
                ? value
                : StrictUtf8.decode(bytes(unquoted(value)))
                        .orElseThrow(() -> new IllegalArgumentException("not UTF-8"));
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char each = value.charAt(i);
            if (each == '%' || each == '"' || each >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 1; i < value.length(); i++) {
            char each = value.charAt(i);
            if (each == '"' && i == value.length() - 1) {
                return text.toString();
            }
            if (each == '"') {
                throw new IllegalArgumentException("something follows the quoted string");
            }
            if (each == '\\' && i + 1 < value.length()) {
                i++;
            }
            text.append(value.charAt(i));
        }
        throw new IllegalArgumentException("the quoted string does not end");
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '%') {
                bytes.write(escaped(text, i));
                i += ESCAPED - 1;
            } else if (each <= LARGEST_BYTE) {
                bytes.write(each);
            } else {
                throw new IllegalArgumentException("not UTF-8");
            }
        }
        return bytes.toByteArray();
    }

    private static int escaped(String text, int from) {
        if (from + ESCAPED <= text.length()) {
            int high = Character.digit(text.charAt(from + 1), HEXADECIMAL);
            int low = Character.digit(text.charAt(from + 2), HEXADECIMAL);
            if (high >= 0 && low >= 0) {
                return high * HEXADECIMAL + low;
            }
        }
        throw new IllegalArgumentException("a percent sign without two hexadecimal digits");
    }
}
