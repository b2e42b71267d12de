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
 * The keys that somebody has in their hands: those they have made, those whose secret they got by a rotation, and those
 * that were made or rotated by these in turn. Keys that are revoked lead on to what was made by them: revoking a key
 * does not take back what it has made.
 */
@ApplicationScoped
class DerivedKeys {

    private final ApiKeyRepository apiKeys;
    private final Clock clock;

    DerivedKeys(ApiKeyRepository apiKeys, Clock clock) {
        this.apiKeys = apiKeys;
        this.clock = clock;
    }

    /** Those that are not revoked, each before what leads to it. */
    Uni<List<ApiKey>> of(Tenant tenant, UUID principalId) {
        return unrevoked(tenant, new HashMap<>(Map.of(principalId, Instant.MIN)), new LinkedHashMap<>());
    }

    /** These keys, which the principal holds, and those that were made or rotated by them since, likewise. */
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
     * Goes on from holder to holder until nobody new is found, or since an earlier time.
     *
     * @param next those to go on from, with the times since when they act
     * @param known all that were gone on from so far
     */
    private Uni<Map<String, ApiKey>> walk(
            Tenant tenant, Map<UUID, Instant> next, Map<UUID, Instant> known, Map<String, ApiKey> found) {
        return next.isEmpty()
                ? Uni.createFrom().item(found)
                : apiKeys.inHandsOf(tenant, next.keySet())
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

    /** Those of the keys that the principal has made or rotated, or has a good secret of. */
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
