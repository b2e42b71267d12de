package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.contracts.billing.Aggregation;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageGroupsTest {

    private static final Meter TOKENS =
            new Meter((short) 9, "tokens", "Tokens", "token", Aggregation.SUM, null, List.of("model", "region"), 0);

    private static ObjectNode properties() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Test
    void everyPropertyHasAValue() {
        assertThat(UsageGroups.of(TOKENS, properties().put("model", "large").put("other", 1)))
                .isEqualTo(Map.of("model", "large", "region", "(none)"));
        assertThat(UsageGroups.of(TOKENS, null)).isEqualTo(Map.of("model", "(none)", "region", "(none)"));
    }

    @Test
    void numbersAndTruthValuesAreValuesAndObjectsAreNone() {
        ObjectNode properties = properties().put("model", 7);
        properties.putObject("region");
        assertThat(UsageGroups.of(TOKENS, properties)).isEqualTo(Map.of("model", "7", "region", "(none)"));
        assertThat(UsageGroups.of(TOKENS, properties().put("model", true).putNull("region")))
                .isEqualTo(Map.of("model", "true", "region", "(none)"));
    }

    @Test
    void tooLongAValueIsOneOfTheOthers() {
        String longest = "x".repeat(128);
        assertThat(UsageGroups.of(TOKENS, properties().put("model", longest).put("region", longest + "x")))
                .isEqualTo(Map.of("model", longest, "region", "(other)"));
    }

    @Test
    void theFirstHundredValuesAreKeptApart() {
        Set<String> kept = new HashSet<>(Set.of("(none)", "(other)"));
        IntStream.range(0, 99).forEach(number -> kept.add("value " + number));

        assertThat(UsageGroups.kept("another", kept)).isEqualTo("another");
        kept.add("another");
        assertThat(UsageGroups.kept("one more", kept)).isEqualTo("(other)");
        assertThat(UsageGroups.kept("another", kept)).isEqualTo("another");
        assertThat(UsageGroups.kept("(none)", kept)).isEqualTo("(none)");
    }
}
