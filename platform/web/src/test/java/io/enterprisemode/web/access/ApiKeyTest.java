package io.enterprisemode.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    private static final String CURRENT = "a".repeat(64);
    private static final String PREVIOUS = "b".repeat(64);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static AccessPolicy.ApiKey key(
            @Nullable Instant overlapEnds, @Nullable Instant expiresAt, boolean revoked) {
        return new AccessPolicy.ApiKey(
                "7Qm2xK0a",
                UUID.randomUUID(),
                UUID.randomUUID(),
                CURRENT,
                overlapEnds == null ? null : PREVIOUS,
                overlapEnds,
                Set.of(),
                expiresAt,
                revoked);
    }

    @Test
    void withoutARotationOnlyTheOneSecretIsAccepted() {
        assertThat(key(null, null, false).accepts(CURRENT, NOW)).isTrue();
        assertThat(key(null, null, false).accepts(PREVIOUS, NOW)).isFalse();
    }

    @Test
    void thePreviousSecretIsAcceptedBeforeTheOverlapEnds() {
        assertThat(key(NOW.plusNanos(1), null, false).accepts(PREVIOUS, NOW)).isTrue();
        assertThat(key(NOW, null, false).accepts(PREVIOUS, NOW)).isFalse();
        assertThat(key(NOW, null, false).accepts(CURRENT, NOW)).isTrue();
    }

    @Test
    void neitherSecretOfAnExpiredOrRevokedKeyIsAccepted() {
        assertThat(key(NOW.plusSeconds(60), NOW, false).accepts(CURRENT, NOW)).isFalse();
        assertThat(key(NOW.plusSeconds(60), NOW, false).accepts(PREVIOUS, NOW)).isFalse();
        assertThat(key(NOW.plusSeconds(60), null, true).accepts(CURRENT, NOW)).isFalse();
        assertThat(key(NOW.plusSeconds(60), null, true).accepts(PREVIOUS, NOW)).isFalse();
    }
}
