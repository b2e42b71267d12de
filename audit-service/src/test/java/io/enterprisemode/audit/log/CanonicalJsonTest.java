package io.enterprisemode.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.events.EventJson;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"b\": 1, \"a\": [true, null]} | {\"a\":[true,null],\"b\":1}",
                "{\"n\": [1.50, 1e2, 100, 0.0, -0.10, 1E+400, 12345678901234567890123]}"
                        + " | {\"n\":[1.5,1E+2,1E+2,0,-0.1,1E+400,12345678901234567890123]}",
                "{\"t\": \"a\\u0000\\\"\\\\é\\ud83d\"} | {\"t\":\"a\\u0000\\\"\\\\\\u00e9\\ud83d\"}",
                "{\"\": {\"z\": {}, \"é\": [], \"Z\": \"\"}} | {\"\":{\"Z\":\"\",\"z\":{},\"\\u00e9\":[]}}",
            })
    void allFormsOfAValueHaveOneText(String json, String canonical) {
        assertThat(CanonicalJson.of(EventJson.read(json, Map.class))).isEqualTo(canonical);
    }
}
