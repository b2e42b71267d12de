package io.enterprisemode.web.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonUnicodeTest {

    private static boolean valid(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return JsonUnicode.isValid(bytes, 0, bytes.length);
    }

    @Test
    void wholeCharactersAreTakenHoweverTheyAreWritten() {
        assertThat(valid("{\"a\": \"😀 ä \\u00e4 \\ud83d\\ude00 \\\\ud83d \\n \\\"\"}"))
                .isTrue();
        assertThat(valid("\"\\u\""))
                .as("no escape at all, which the parser says")
                .isTrue();
    }

    @Test
    void aHalfOfASurrogatePairIsNoCharacter() {
        assertThat(valid("\"\\ud83d\"")).isFalse();
        assertThat(valid("\"\\uDE00\"")).isFalse();
        assertThat(valid("\"\\ud83d x\"")).isFalse();
        assertThat(valid("\"\\ud83d\\u0041\"")).isFalse();
        assertThat(valid("\"\\ud83d\\ud83d\\ude00\"")).isFalse();
        assertThat(valid("\"\\\\\\ud83d\"")).isFalse();
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] overlong = {'"', (byte) 0xC0, (byte) 0xAF, '"'};

        assertThat(JsonUnicode.isValid(overlong, 0, overlong.length)).isFalse();
    }
}
