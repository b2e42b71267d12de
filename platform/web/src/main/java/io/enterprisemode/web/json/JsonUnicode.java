package io.enterprisemode.web.json;

import io.enterprisemode.web.text.StrictUtf8;

/**
 * Whether the bytes of a JSON text hold Unicode characters only (RFC 8259, sections 8.1 and 8.2): well-formed UTF-8,
 * and no escape such as {@code \ud83d} without its other half. The parser checks whether they are JSON.
 */
public final class JsonUnicode {

    private static final int ESCAPE = 6;

    private JsonUnicode() {}

    /**
     * Whether all characters are whole.
     *
     * @param from the first byte
     * @param to behind the last byte
     */
    public static boolean isValid(byte[] bytes, int from, int to) {
        return StrictUtf8.isValid(bytes, from, to) && escapesAreWhole(bytes, from, to);
    }

    private static boolean escapesAreWhole(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (bytes[i] != '\\') {
                i++;
                continue;
            }
            int unit = unitAt(bytes, i, to);
            if (unit < 0) {
                i += 2;
            } else if (Character.isHighSurrogate((char) unit)) {
                int next = unitAt(bytes, i + ESCAPE, to);
                if (next < 0 || !Character.isLowSurrogate((char) next)) {
                    return false;
                }
                i += 2 * ESCAPE;
            } else if (Character.isLowSurrogate((char) unit)) {
                return false;
            } else {
                i += ESCAPE;
            }
        }
        return true;
    }

    /** The UTF-16 code unit of the escape that begins here; -1 when none does. */
    private static int unitAt(byte[] bytes, int at, int to) {
        if (at + ESCAPE > to || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + ESCAPE; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit * 16 + digit;
        }
        return unit;
    }
}
