package io.enterprisemode.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class FeatureValueTest {

    private static JsonNode json(String text) throws JsonProcessingException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void everyValueButFalseSaysThatTheFeatureIsThere() throws JsonProcessingException {
        for (String value : new String[] {"true", "\"24h\"", "0", "\"\"", "[]", "{\"seats\": 5}"}) {
            assertThat(FeatureValue.grants(json(value))).as(value).isTrue();
        }
        assertThat(FeatureValue.grants(json("false"))).isFalse();
    }

    @Test
    void allWaysOfWritingAValueAreOne() throws JsonProcessingException {
        assertThat(FeatureValue.canonical(json("{\"b\": [1e3, 2.50], \"a\": 100}")))
                .isEqualTo(FeatureValue.canonical(json("{\"a\": 1E+2, \"b\": [1000, 2.5]}")))
                .hasToString("{\"a\":100,\"b\":[1000,2.5]}");
        assertThat(FeatureValue.canonical(json("\"24h\""))).isEqualTo(json("\"24h\""));
    }

    @Test
    void whatTheDatabaseCannotKeepIsRefused() throws JsonProcessingException {
        assertThat(FeatureValue.flaw(json("{\"a\": [true, \"x\", 0.5, null]}"))).isNull();
        assertThat(FeatureValue.flaw(null)).isNotNull();
        for (String value : new String[] {
            "null", "1e400", "[1e30]", "1e-30", "\"a\\u0000\"", "{\"a\\u0000\": 1}", "\"" + "x".repeat(1999) + "\""
        }) {
            assertThat(FeatureValue.flaw(json(value))).as(value).isNotNull();
        }
        assertThat(FeatureValue.flaw(json("\"" + "x".repeat(1998) + "\""))).isNull();
        assertThat(FeatureValue.flaw(json("1e29"))).isNull();
    }
}
