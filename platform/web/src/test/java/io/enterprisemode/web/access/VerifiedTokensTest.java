package io.enterprisemode.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.web.request.Caller;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VerifiedTokensTest {

    private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
    private static final Caller MIA =
            Caller.byToken(Caller.Kind.USER, new UUID(0, 1), "https://id.example", "mia", "Mia", null, null, Set.of());

    private final VerifiedTokens tokens = new VerifiedTokens();

    @Test
    void aVerifiedTokenIsKnownForHalfAMinute() {
        assertThat(tokens.caller("token", NOW)).isNull();

        tokens.put("token", MIA, NOW.plusSeconds(3_600), NOW);

        assertThat(tokens.caller("token", NOW.plusSeconds(29))).isEqualTo(MIA);
        assertThat(tokens.caller("token", NOW.plusSeconds(30))).isNull();
        assertThat(tokens.caller("tokem", NOW)).isNull();
    }

    @Test
    void anExpiredTokenIsNotKnown() {
        tokens.put("token", MIA, NOW.plusSeconds(5), NOW);

        assertThat(tokens.caller("token", NOW.plusMillis(4_999))).isEqualTo(MIA);
        assertThat(tokens.caller("token", NOW.plusSeconds(5))).isNull();
    }
}
