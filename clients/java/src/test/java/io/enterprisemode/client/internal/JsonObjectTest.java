package io.enterprisemode.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class JsonObjectTest {

    private static JsonObject object(String json) {
        return JsonObject.of(JsonText.parse(json));
    }

    @Test
    void propertiesAreReadByType() {
        JsonObject object = object("{\"t\":\"x\",\"n\":9007199254740993,\"e\":1e3,\"f\":false,"
                + "\"i\":\"2026-01-05T08:15:30Z\",\"o\":{\"a\":1},\"l\":[{\"a\":2}]}");

        assertThat(object.text("t")).isEqualTo("x");
        assertThat(object.integer("n")).isEqualTo(9_007_199_254_740_993L);
        assertThat(object.integer("e")).isEqualTo(1_000);
        assertThat(object.flag("f")).isFalse();
        assertThat(object.instant("i")).isEqualTo(Instant.parse("2026-01-05T08:15:30Z"));
        assertThat(object.optionalObject("o").integer("a")).isEqualTo(1);
        assertThat(object.objects("l"))
                .singleElement()
                .satisfies(element -> assertThat(element.integer("a")).isEqualTo(2));
    }

    @Test
    void nullIsAsIfItWereNotThere() {
        for (JsonObject object : List.of(object("{}"), object("{\"a\":null}"))) {
            for (Function<String, Object> optional : List.<Function<String, Object>>of(
                    object::optionalText,
                    object::optionalInteger,
                    object::optionalFlag,
                    object::optionalInstant,
                    object::optionalObject)) {
                assertThat(optional.apply("a")).isNull();
            }
            for (Function<String, Object> required : List.<Function<String, Object>>of(
                    object::text, object::integer, object::flag, object::instant, object::objects)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> required.apply("a"))
                        .withMessageEndingWith(": a");
            }
        }
    }

    @Test
    void whatIsNotOfTheTypeIsRefusedByName() {
        JsonObject object = object("{\"a\":[1.5],\"b\":1.5,\"c\":9223372036854775808}");

        for (Function<String, Object> read : List.<Function<String, Object>>of(
                object::text, object::integer, object::flag, object::instant, object::objects)) {
            assertThatIllegalArgumentException().isThrownBy(() -> read.apply("a"));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> object.integer("b"));
        assertThatIllegalArgumentException().isThrownBy(() -> object.integer("c"));
        assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.of(List.of()));
    }

    @Test
    void nobodyCanChangeWhatWasRead() {
        Map<String, Object> map = object("{\"o\":{\"a\":[1]},\"n\":null}").asMap();

        assertThat(map).containsOnlyKeys("o", "n").containsEntry("o", Map.of("a", List.of(1L)));
        Map<?, ?> inner = (Map<?, ?>) map.get("o");
        List<?> list = (List<?>) inner.get("a");
        for (Runnable change : List.<Runnable>of(map::clear, inner::clear, list::clear)) {
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(change::run);
        }
    }
}
