package io.enterprisemode.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.enterprisemode.contracts.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The callers that credentials belong to, as services have reported after verifying them. The gateway itself does not
 * verify a credential that it passes on, and does not trust the claims in it: otherwise anybody could use up the limit
 * of another caller.
 */
final class KnownCallers {

    private static final Duration KEPT = Duration.ofMinutes(10);

    private final Cache<Digest, String> callers;

    /** The first half of a SHA-256: no two credentials share it, and none can be had back from it. */
    private record Digest(long high, long low) {}

    KnownCallers(long most, Ticker ticker) {
        this.callers = Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(KEPT)
                .ticker(ticker)
                .build();
    }

    /** The caller that the credential belongs to; null: no service has reported it yet. */
    @Nullable
    String caller(String credential) {
        return callers.getIfPresent(digest(credential));
    }

    void put(String credential, String caller) {
        callers.put(digest(credential), caller);
    }

    void forget(String credential) {
        callers.invalidate(digest(credential));
    }

    private static Digest digest(String credential) {
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of(credential));
        return new Digest(hash.getLong(), hash.getLong());
    }
}
