package io.enterprisemode.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.gateway.session.RefreshedTokens.Exchanged;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefreshedTokensTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RefreshedTokens refreshed = new RefreshedTokens(Duration.ofSeconds(10), nanos::get);

    @Test
    void whoComesWithAnExchangedTokenGetsTheResult() {
        refreshed.put("first", tokens("second"));

        assertThat(refreshed.newest("first")).contains(tokens("second"));
        assertThat(refreshed.newest("second")).isEmpty();
        assertThat(refreshed.newest("of another session")).isEmpty();
    }

    @Test
    void theNewestOfSeveralExchangesCounts() {
        refreshed.put("first", tokens("second"));
        refreshed.put("second", tokens("third"));

        assertThat(refreshed.newest("first")).contains(tokens("third"));
    }

    @Test
    void aProviderThatLetsARefreshTokenStandIsNoEndlessChain() {
        refreshed.put("same", tokens("same"));

        assertThat(refreshed.newest("same")).contains(tokens("same"));
    }

    @Test
    void afterAWhileItIsForgotten() {
        refreshed.put("first", tokens("second"));
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        assertThat(refreshed.newest("first")).isEmpty();
    }

    private static Exchanged tokens(String refreshToken) {
        return new Exchanged("id of " + refreshToken, "access of " + refreshToken, refreshToken, 300L, null);
    }
}
