package io.enterprisemode.teams.allowance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.enterprisemode.web.problem.RateLimit;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AllowanceTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Allowance FIVE_AN_HOUR = new Allowance("mails", 5, Duration.ofHours(1));

    @Test
    void thereIsRoomUpToTheQuota() {
        assertThat(FIVE_AN_HOUR.refusal(0, null, NOW)).isEmpty();
        assertThat(FIVE_AN_HOUR.refusal(4, NOW.minusSeconds(5), NOW)).isEmpty();
    }

    @Test
    void thereIsRoomAgainWhenTheOldestIsOutOfTheWindow() {
        assertThat(FIVE_AN_HOUR.refusal(5, NOW.minusSeconds(3_000), NOW))
                .contains(new RateLimit("mails", 5, Duration.ofHours(1), Duration.ofMinutes(10)));
        assertThat(FIVE_AN_HOUR.since(NOW)).isEqualTo(NOW.minus(Duration.ofHours(1)));
    }

    @Test
    void aQuotaOfZeroIsNoLimit() {
        assertThat(new Allowance("mails", 0, Duration.ofHours(1)).refusal(1_000_000, NOW, NOW))
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new Allowance("mails", -1, Duration.ofHours(1)));
    }
}
