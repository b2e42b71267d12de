package io.enterprisemode.teams.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeyExpiryRulesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void aKeyOutlivesNobodyWhoMadeIt() {
        assertThat(KeyExpiryRules.isWithin(NOON, NOON)).isTrue();
        assertThat(KeyExpiryRules.isWithin(NOON.minusSeconds(1), NOON)).isTrue();
        assertThat(KeyExpiryRules.isWithin(NOON.plusSeconds(1), NOON)).isFalse();
        assertThat(KeyExpiryRules.isWithin(null, NOON)).isFalse();
        assertThat(KeyExpiryRules.isWithin(null, null)).isTrue();
        assertThat(KeyExpiryRules.isWithin(NOON, null)).isTrue();
    }

    @Test
    void whatIsNotAskedForIsTheExpiryOfTheMaker() {
        assertThat(KeyExpiryRules.expiryOf(null, NOON)).isEqualTo(NOON);
        assertThat(KeyExpiryRules.expiryOf(null, null)).isNull();
        assertThat(KeyExpiryRules.expiryOf(NOON.minusSeconds(5), NOON)).isEqualTo(NOON.minusSeconds(5));
    }
}
