package io.enterprisemode.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    private static String written(Object value) {
        StringBuilder out = new StringBuilder();
        JsonText.append(out, value);
        return out.toString();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Object value = any(random, 0);

            assertThat(JsonText.parse(written(value))).isEqualTo(value);
        }
    }

    private static Object any(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 7)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> random.nextInt() * 1_000_000L;
            case 3 -> new BigDecimal(random.nextInt() + "." + (1 + random.nextInt(99)));
            case 4 -> text(random);
            case 5 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(any(random, depth + 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), any(random, depth + 1));
                }
                yield map;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            out.append((char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
        }
        return out.toString();
    }

    @Test
    void everyFormOfJsonIsRead() {
        assertThat(JsonText.parse(" {\"a\" : [ -1.5e3 , true,false , null ,\"\\u00e9\\n\\/\" ] ,\"b\":{}} "))
                .isEqualTo(
                        Map.of("a", Arrays.asList(new BigDecimal("-1.5e3"), true, false, null, "é\n/"), "b", Map.of()));
        assertThat(JsonText.parse("123456789012345678901234567890"))
                .isEqualTo(new BigDecimal("123456789012345678901234567890"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1",
                "[1,]",
                "{\"a\"}",
                "{\"a\":1,}",
                "{a:1}",
                "\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\n\"",
                "tru",
                "nul",
                "-",
                "1 2",
                "[] []",
                "<html>",
                "1..2"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.parse(text));
    }

    @Test
    void depthIsBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonText.parse("[".repeat(100_000)));
        List<Object> self = new ArrayList<>();
        self.add(self);
        assertThatIllegalArgumentException().isThrownBy(() -> written(self));
    }
}
