package io.enterprisemode.web.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrictUtf8Test {

    private static boolean valid(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return StrictUtf8.isValid(bytes, 0, bytes.length);
    }

    @Test
    void everyCharacterOfUnicodeIsRead() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                all.appendCodePoint(c);
            }
        }
        byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);

        assertThat(StrictUtf8.isValid(bytes, 0, bytes.length)).isTrue();
    }

    @Test
    void otherFormsOfACharacterAreNone() {
        for (String bad : new String[] {
            "C0 AF",
            "C1 BF",
            "E0 80 AF",
            "E0 9F BF",
            "F0 80 80 AF",
            "F0 8F BF BF", // overlong
            "ED A0 80",
            "ED BF BF",
            "ED A0 BD ED B8 80", // halves of surrogate pairs
            "F4 90 80 80",
            "F5 80 80 80",
            "F8 88 80 80 80",
            "FE",
            "FF", // beyond Unicode
            "80",
            "BF 61",
            "C3",
            "C3 28",
            "E2 82",
            "E2 28 A1",
            "F0 9F 98",
            "F0 9F 28 80" // broken off
        }) {
            assertThat(valid(bad)).as(bad).isFalse();
            assertThat(valid("61 61 61 61 61 61 61 61 61" + bad + "61 61 61 61 61 61 61 61"))
                    .as("among others: " + bad)
                    .isFalse();
        }
    }

    /** The decoder of the JDK, told to report, is the oracle. */
    @Test
    void anyBytesAreJudgedAsTheStrictDecoderDoes() {
        Random random = new Random(3_629);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            for (int b = 0; b < bytes.length; b++) {
                if (random.nextInt(3) > 0) {
                    bytes[b] = (byte)
                            new int[] {0x41, 0x80, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xED, 0xF0, 0xF4}[random.nextInt(10)];
                }
            }
            assertThat(StrictUtf8.isValid(bytes, 0, bytes.length))
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(isDecoded(bytes));
        }
    }

    private static boolean isDecoded(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
