package io.enterprisemode.web.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.enterprisemode.web.request.Caller;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Callers whose access tokens were verified a moment ago: a producer sends the same token thousands of times a second,
 * and checking its signature costs more than all the rest of a small request. A token is forgotten when it expires, and
 * after {@link #KEPT} in any case, so that a signing key that is withdrawn is out of use by then. What a caller may do
 * is not kept here.
 */
final class VerifiedTokens {

    /** How long a verification holds. */
    static final Duration KEPT = Duration.ofSeconds(30);

    private static final int MOST = 10_000;

    private record Verified(Caller caller, Instant until) {}

    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /** The caller of a token; null when it is to be verified. */
    @Nullable
    Caller caller(String token, Instant now) {
        Verified known = verified.getIfPresent(token);
        return known != null && now.isBefore(known.until()) ? known.caller() : null;
    }

    /** Notes that a token was verified now. */
    void put(String token, Caller caller, Instant expiresAt, Instant now) {
        Instant latest = now.plus(KEPT);
        verified.put(token, new Verified(caller, expiresAt.isBefore(latest) ? expiresAt : latest));
    }
}
