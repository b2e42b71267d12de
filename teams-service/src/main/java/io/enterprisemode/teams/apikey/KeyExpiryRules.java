package io.enterprisemode.teams.apikey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An API key can only create or rotate credentials that expire no later than itself. Null: never. */
final class KeyExpiryRules {

    private KeyExpiryRules() {}

    /** Whether a key that is created or rotated with a key of {@code ownExpiry} may expire at {@code expiresAt}. */
    static boolean isWithin(@Nullable Instant expiresAt, @Nullable Instant ownExpiry) {
        return ownExpiry == null || (expiresAt != null && !expiresAt.isAfter(ownExpiry));
    }

    /** When a new key expires: as requested, otherwise with the key that creates it. */
    static @Nullable Instant expiryOf(@Nullable Instant asked, @Nullable Instant ownExpiry) {
        return asked == null ? ownExpiry : asked;
    }
}
