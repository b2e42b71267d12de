package io.enterprisemode.gateway.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;

/**
 * Sessions that were signed out of: their cookies are refused here from then on, also copies of them. A session
 * consists of its cookies only, so its end is not recorded anywhere else. Other replicas do not have this record: there
 * the provider's answer to the refresh decides.
 */
final class EndedSessions {

    /**
     * Longer than any identity token that can still be valid; after it a cookie needs a refresh, which the provider
     * refuses.
     */
    static final Duration KEPT = Duration.ofHours(24);

    private static final int MOST = 100_000;

    private final Cache<String, Boolean> ended;

    EndedSessions(Ticker ticker) {
        this.ended = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .build();
    }

    void end(String session) {
        ended.put(session, Boolean.TRUE);
    }

    boolean contains(String session) {
        return ended.getIfPresent(session) != null;
    }

    /** Forgets all, as a replica that has just started. */
    void clear() {
        ended.invalidateAll();
    }
}
