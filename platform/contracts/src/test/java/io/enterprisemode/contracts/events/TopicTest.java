package io.enterprisemode.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicTest {

    /** As long as usage may be sent late, and longer than any holiday. */
    private static final Duration AT_LEAST = Duration.ofDays(35);

    @Test
    void nothingOfTheSuiteExpiresByTheDefaultOfTheBroker() {
        assertThat(Topics.withDeadLetters()).allSatisfy(topic -> {
            String retention = topic.settings().get("retention.ms");
            if (topic.compacted()) {
                assertThat(topic.settings()).containsOnly(java.util.Map.entry("cleanup.policy", "compact"));
            } else {
                assertThat(retention).isNotNull();
                assertThat(Long.parseLong(retention))
                        .satisfiesAnyOf(
                                millis -> assertThat(millis).isEqualTo(-1),
                                millis -> assertThat(millis).isGreaterThanOrEqualTo(AT_LEAST.toMillis()));
            }
        });
    }

    @Test
    void whatProjectionsAreBuiltFromIsKeptForGood() {
        assertThat(Topics.byName(Topics.BILLING_LIFECYCLE).orElseThrow().settings())
                .containsEntry("retention.ms", "-1")
                .containsEntry("cleanup.policy", "delete");
    }

    @Test
    void aDeadLetterIsKeptFromWhenItWasWrittenAndMayBeLargerThanItsRecord() {
        Topic letters =
                Topics.byName(Topics.deadLetter(Topics.BILLING_USAGE_INGEST)).orElseThrow();

        assertThat(letters.settings())
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("max.message.bytes", "2097152")
                .containsEntry("retention.ms", Long.toString(Duration.ofDays(90).toMillis()));
    }

    @Test
    void everyTopicHasADeadLetterTopic() {
        assertThat(Topics.withDeadLetters()).hasSize(2 * Topics.all().size());
    }

    @Test
    void aCompactedTopicHasNoRetention() {
        assertThatThrownBy(() -> new Topic("a.v1", true, 1, AT_LEAST)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Topic("a.v1", false, 1, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
