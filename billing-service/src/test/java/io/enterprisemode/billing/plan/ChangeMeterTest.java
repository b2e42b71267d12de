package io.enterprisemode.billing.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.events.EventJson;
import io.enterprisemode.web.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeMeterTest {

    private static final Instant SINCE = Instant.parse("2026-01-05T08:00:00Z");
    private static final Meter TOKENS = new Meter(
            (short) 7, "tokens", "Tokens", "token", Aggregation.SUM, "tokens", List.of("model"), 3, true, SINCE);

    private static ChangeMeterRequest read(String json) throws Exception {
        return EventJson.mapper().readValue(json, ChangeMeterRequest.class);
    }

    @Test
    void whatIsLeftOutStays() throws Exception {
        assertThat(read("{}").appliedTo(TOKENS)).isEqualTo(TOKENS);
    }

    @Test
    void nullRemovesTheGroupingOnly() throws Exception {
        assertThat(read("{\"groupBy\": null}").appliedTo(TOKENS))
                .isEqualTo(new Meter(
                        (short) 7, "tokens", "Tokens", "token", Aggregation.SUM, "tokens", List.of(), 3, true, SINCE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": null}",
                "{\"unit\": null}",
                "{\"archived\": null}",
                "{\"name\": \"\"}",
                "{\"unit\": \"12345678901234567890123456789012345678901\"}",
                "{\"groupBy\": [\"a b\"]}",
                "{\"groupBy\": [null]}",
                "{\"groupBy\": [\"a\", \"a\"]}",
                "{\"groupBy\": [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\"]}"
            })
    void whatCannotBeSoIsRefused(String change) throws Exception {
        ChangeMeterRequest request = read(change);

        assertThatThrownBy(() -> request.appliedTo(TOKENS)).isInstanceOf(ProblemException.class);
    }

    @Test
    void distinctValuesAreNotGrouped() throws Exception {
        Meter people = new Meter((short) 8, "people", "People", "person", Aggregation.UNIQUE_COUNT, "person");
        ChangeMeterRequest request = read("{\"groupBy\": [\"model\"]}");

        assertThatThrownBy(() -> request.appliedTo(people)).isInstanceOf(ProblemException.class);
        assertThat(read("{\"groupBy\": null}").appliedTo(people)).isEqualTo(people);
    }
}
