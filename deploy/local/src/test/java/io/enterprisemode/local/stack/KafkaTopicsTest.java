package io.enterprisemode.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.events.Topic;
import io.enterprisemode.contracts.events.Topics;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KafkaTopicsTest {

    private static final Topic INGEST =
            Topics.byName(Topics.BILLING_USAGE_INGEST).orElseThrow();
    private static final Topic LETTERS =
            Topics.byName(Topics.deadLetter(Topics.BILLING_USAGE_INGEST)).orElseThrow();

    @Test
    void aTopicThatIsAsItShouldBeIsLeftAlone() {
        assertThat(KafkaTopics.changed(LETTERS, LETTERS.settings())).isEmpty();
    }

    @Test
    void theDefaultOfTheBrokerIsRaised() {
        assertThat(KafkaTopics.changed(INGEST, Map.of("cleanup.policy", "delete", "retention.ms", "604800000")))
                .containsExactly(Map.entry("retention.ms", "3024000000"));
    }

    @Test
    void whatAnOperatorKeepsForLongerStays() {
        Map<String, String> longer = new HashMap<>(LETTERS.settings());
        longer.put("retention.ms", "-1");
        longer.put("max.message.bytes", "10485760");

        assertThat(KafkaTopics.changed(LETTERS, longer)).isEmpty();
    }

    @Test
    void aDeadLetterTopicOfAnOlderVersionGetsItsOwnTimes() {
        assertThat(KafkaTopics.changed(
                        LETTERS,
                        Map.of(
                                "cleanup.policy",
                                "delete",
                                "retention.ms",
                                "604800000",
                                "message.timestamp.type",
                                "CreateTime",
                                "max.message.bytes",
                                "1048588")))
                .containsOnlyKeys("retention.ms", "message.timestamp.type", "max.message.bytes");
    }
}
