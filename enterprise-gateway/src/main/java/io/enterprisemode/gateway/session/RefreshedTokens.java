package io.enterprisemode.gateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What refresh tokens were exchanged for a moment ago. A browser sends several requests at once; those that left it
 * before the answer with the new cookies came still carry the old refresh token, which a provider takes only once. They
 * get the result of the first exchange.
 */
final class RefreshedTokens {

    /** More than the exchanges of some seconds; beyond it the oldest are forgotten. */
    private static final int MOST = 10_000;
    /** An exchange can follow another while both are remembered; more than these in a row are not looked for. */
    private static final int LONGEST_CHAIN = 10;

    private final Cache<String, Exchanged> exchanged;

    RefreshedTokens(Duration kept, Ticker ticker) {
        this.exchanged = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(kept)
                .ticker(ticker)
                .build();
    }

    /** Notes an exchange that the provider has just made. */
    void put(String refreshToken, Exchanged tokens) {
        exchanged.put(refreshToken, tokens);
    }

    /** The newest tokens of the session that this refresh token belongs to; empty: it was not exchanged lately. */
    Optional<Exchanged> newest(String refreshToken) {
        Exchanged newest = exchanged.getIfPresent(refreshToken);
        for (int i = 0; newest != null && newest.refreshToken() != null && i < LONGEST_CHAIN; i++) {
            Exchanged next = exchanged.getIfPresent(newest.refreshToken());
            if (next == null) {
                break;
            }
            newest = next;
        }
        return Optional.ofNullable(newest);
    }

    /** Forgets all exchanges, as a replica that has just started. */
    void clear() {
        exchanged.invalidateAll();
    }

    /**
     * What the provider answered.
     *
     * @param idToken null: the one before holds on
     * @param refreshToken null: the one before holds on
     * @param expiresIn of the access token, in seconds
     */
    record Exchanged(
            @Nullable String idToken,
            String accessToken,
            @Nullable String refreshToken,
            @Nullable Long expiresIn,
            @Nullable String scope) {}
}
