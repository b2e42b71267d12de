package io.enterprisemode.kernel.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When this replica last accepted each API key. It is kept in memory and published at most once a minute, so that
 * requests do not write. A crash loses up to a minute of uses.
 */
@ApplicationScoped
public class ApiKeyUses {

    /** How often what was noted is handed on, for {@code @Scheduled}. */
    public static final String EVERY = "${enterprise.access.uses-every:60s}";

    /**
     * A key that was used.
     *
     * @param organizationId whose it is
     */
    public record Key(UUID organizationId, String keyId) {}

    private volatile Map<Key, Instant> latest = new ConcurrentHashMap<>();

    /** Takes note of a use. */
    public void note(UUID organizationId, String keyId, Instant at) {
        latest.merge(new Key(organizationId, keyId), at, ApiKeyUses::later);
    }

    /** Takes note of uses again that could not be handed on. */
    public void note(Map<Key, Instant> again) {
        again.forEach((key, at) -> note(key.organizationId(), key.keyId(), at));
    }

    /** What was noted since the last call; a use in the very moment of the call may be left out of both. */
    public Map<Key, Instant> drain() {
        Map<Key, Instant> noted = latest;
        latest = new ConcurrentHashMap<>();
        return Map.copyOf(noted);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
