package io.enterprisemode.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    @Test
    void theFieldsAreThoseOfTheDraft() {
        RateLimit limit = new RateLimit("mails-to-recipient", 5, Duration.ofHours(1), Duration.ofMillis(1_199_001));

        assertThat(limit.policyField()).isEqualTo("\"mails-to-recipient\";q=5;w=3600");
        assertThat(limit.field()).isEqualTo("\"mails-to-recipient\";r=0;t=1200");
        assertThat(new RateLimit("requests", 10, Duration.ofMinutes(1), 7, Duration.ofSeconds(18)).field())
                .isEqualTo("\"requests\";r=7;t=18");
    }

    @Test
    void nobodyIsToldToComeBackAtOnce() {
        assertThat(new RateLimit("a", 1, Duration.ofSeconds(1), Duration.ZERO).secondsToReset())
                .isEqualTo(1);
        assertThat(new RateLimit("a", 1, Duration.ofSeconds(1), Duration.ofSeconds(-5)).secondsToReset())
                .isEqualTo(1);
    }
}
