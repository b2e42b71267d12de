package io.enterprisemode.teams.apikey;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The keys that a principal holds: those that it created, those whose secret it got by a rotation, and those that were
 * created or rotated with these keys in turn. Revoked keys are followed, too, since revoking a key does not revoke the
 * keys that it created.
 */
@ApplicationScoped
class DerivedKeys {

    private final ApiKeyRepository apiKeys;
    private final Clock clock;

    DerivedKeys(ApiKeyRepository apiKeys, Clock clock) {
        this.apiKeys = apiKeys;
        this.clock = clock;
    }

    /** The keys that are not revoked; each comes before the keys that it was created or rotated with. */
    Uni<List<ApiKey>> of(Tenant tenant, UUID principalId) {
        return unrevoked(tenant, new HashMap<>(Map.of(principalId, Instant.MIN)), new LinkedHashMap<>());
    }

    /**
     * The same for these keys, which the principal holds, and the keys that were created or rotated with them since.
     */
    Uni<List<ApiKey>> from(Tenant tenant, UUID principalId, Collection<ApiKey> keys) {
        Instant now = clock.instant();
        Map<String, ApiKey> found = new LinkedHashMap<>();
        Map<UUID, Instant> holders = new HashMap<>();
        for (ApiKey key : keys) {
            found.put(key.keyId(), key);
            key.holders(now).since(principalId, Instant.MIN).ifPresent(since -> holders.put(key.principalId(), since));
        }
        return unrevoked(tenant, holders, found);
    }

    private Uni<List<ApiKey>> unrevoked(Tenant tenant, Map<UUID, Instant> holders, Map<String, ApiKey> found) {
        return walk(tenant, new HashMap<>(holders), holders, found)
                .map(all ->
                        all.values().stream().filter(key -> !key.isRevoked()).toList())
                .map(List::reversed);
    }

    /**
     * Follows holders until no new holder is found, and no known holder with an earlier time.
     *
     * @param next the holders to follow, with the times from which on they act
     * @param known all holders that were followed so far
     */
    private Uni<Map<String, ApiKey>> walk(
            Tenant tenant, Map<UUID, Instant> next, Map<UUID, Instant> known, Map<String, ApiKey> found) {
        return next.isEmpty()
                ? Uni.createFrom().item(found)
                : apiKeys.madeOrRotatedBy(tenant, next.keySet())
                        .chain(keys -> walk(tenant, further(keys, next, known, found), known, found));
    }

    private Map<UUID, Instant> further(
            List<ApiKey> keys, Map<UUID, Instant> next, Map<UUID, Instant> known, Map<String, ApiKey> found) {
        Instant now = clock.instant();
        Map<UUID, Instant> further = new HashMap<>();
        for (ApiKey key : keys) {
            for (Map.Entry<UUID, Instant> holder : next.entrySet()) {
                key.holders(now).since(holder.getKey(), holder.getValue()).ifPresent(since -> {
                    found.putIfAbsent(key.keyId(), key);
                    Instant before = known.get(key.principalId());
                    if (before == null || since.isBefore(before)) {
                        known.put(key.principalId(), since);
                        further.put(key.principalId(), since);
                    }
                });
            }
        }
        return further;
    }

    /** Those of the keys that the principal has created or rotated, or has a valid secret of. */
    List<ApiKey> heldDirectly(List<ApiKey> keys, UUID principalId) {
        Instant now = clock.instant();
        List<ApiKey> held = new ArrayList<>();
        for (ApiKey key : keys) {
            if (key.holders(now).since(principalId, Instant.MIN).isPresent()) {
                held.add(key);
            }
        }
        return held;
    }
}
