package io.enterprisemode.teams.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.teams.domain.DomainLookupRules.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DomainLookupRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");
    private static final Duration GRACE = Duration.ofDays(30);

    private static Outcome outcome(boolean found, @Nullable Duration missingFor) {
        return DomainLookupRules.outcome(found, missingFor == null ? null : NOW.minus(missingFor), NOW, GRACE);
    }

    @Test
    void aRecordThatIsThereConfirmsTheDomain() {
        assertThat(outcome(true, null)).isEqualTo(Outcome.CONFIRMED);
        assertThat(outcome(true, Duration.ofDays(40))).isEqualTo(Outcome.BACK);
    }

    @Test
    void aRecordThatIsGoneTakesTheDomainAfterTheTimeOfGrace() {
        assertThat(outcome(false, null)).isEqualTo(Outcome.GONE);
        assertThat(outcome(false, GRACE.minusSeconds(1))).isEqualTo(Outcome.STILL_GONE);
        assertThat(outcome(false, GRACE)).isEqualTo(Outcome.LAPSED);
    }
}
