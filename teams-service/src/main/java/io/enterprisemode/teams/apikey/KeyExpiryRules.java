package io.enterprisemode.teams.apikey;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An API key puts no credential into anybody's hands that outlives it. Null stands for never. */
final class KeyExpiryRules {

    private KeyExpiryRules() {}

    /** Whether something may expire then that a key with this expiry makes, or gets into its hands. */
    static boolean isWithin(@Nullable Instant expiresAt, @Nullable Instant ownExpiry) {
        return ownExpiry == null || (expiresAt != null && !expiresAt.isAfter(ownExpiry));
    }

    /** When a new key expires: as it is asked for, else with the key that makes it. */
    static @Nullable Instant expiryOf(@Nullable Instant asked, @Nullable Instant ownExpiry) {
        return asked == null ? ownExpiry : asked;
    }
}
