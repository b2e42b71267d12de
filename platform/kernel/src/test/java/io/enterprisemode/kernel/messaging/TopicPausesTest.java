package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TopicPausesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final TopicPauses pauses = new TopicPauses(Duration.ofSeconds(1));

    @Test
    void aTopicIsLeftAloneForLongerEachTimeUpToTheMaximum() {
        pauses.failed("a", NOW);
        assertThat(pauses.at(NOW.plusMillis(249))).containsExactly("a");
        assertThat(pauses.at(NOW.plusMillis(250))).isEmpty();

        pauses.failed("a", NOW);
        pauses.failed("a", NOW);
        pauses.failed("a", NOW);
        assertThat(pauses.at(NOW.plusMillis(999))).containsExactly("a");
        assertThat(pauses.at(NOW.plusSeconds(1))).isEmpty();
    }

    @Test
    void whatIsWellBeginsAnewAndTheOthersAreNotConcerned() {
        pauses.failed("a", NOW);
        pauses.failed("b", NOW);
        pauses.well("a");

        assertThat(pauses.at(NOW)).containsExactly("b");

        pauses.failed("a", NOW);
        assertThat(pauses.at(NOW.plusMillis(250))).isEmpty();
    }
}
