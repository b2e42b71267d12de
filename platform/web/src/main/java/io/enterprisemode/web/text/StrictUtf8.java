package io.enterprisemode.web.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * UTF-8 as the standard defines it (RFC 3629, Unicode table 3-7): no overlong forms such as {@code C0 AF} for the
 * slash, no halves of surrogate pairs, nothing beyond U+10FFFF. Java and Jackson read some of these as other
 * characters, so that two different texts would become one.
 */
public final class StrictUtf8 {

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private StrictUtf8() {}

    /** The text of these bytes; empty when they are no UTF-8. */
    public static Optional<String> decode(byte[] bytes) {
        return isValid(bytes, 0, bytes.length)
                ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /**
     * Whether these bytes are well-formed UTF-8.
     *
     * @param from the first byte
     * @param to behind the last byte
     */
    public static boolean isValid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (i + Long.BYTES <= to && ((long) EIGHT_BYTES.get(bytes, i) & HIGH_BITS) == 0) {
                i += Long.BYTES;
            } else if (bytes[i] >= 0) {
                i++;
            } else {
                int length = lengthAt(bytes, i, to);
                if (length == 0) {
                    return false;
                }
                i += length;
            }
        }
        return true;
    }

    /** How many bytes the character takes that begins here, two at least; 0 when none does. */
    private static int lengthAt(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xFF;
        int length = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (length == 0 || at + length > to) {
            return 0;
        }
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        int second = bytes[at + 1] & 0xFF;
        if (second < least || second > most) {
            return 0;
        }
        for (int i = at + 2; i < at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
