package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the accounts of API keys are narrowed to, as it is now. */
@ApplicationScoped
public class ApiKeyScopes {

    private final ApiKeyRepository apiKeys;
    private final Clock clock;

    ApiKeyScopes(ApiKeyRepository apiKeys, Clock clock) {
        this.apiKeys = apiKeys;
        this.clock = clock;
    }

    /**
     * The scopes of those of the principals that are accounts of API keys; none when the key is revoked or has expired.
     */
    public Uni<Map<UUID, Set<Permission>>> of(Tenant tenant, Collection<UUID> principalIds) {
        Instant now = clock.instant();
        return apiKeys.of(tenant, principalIds).map(keys -> {
            Map<UUID, Set<Permission>> scopes = new HashMap<>();
            keys.forEach(key -> scopes.put(
                    key.principalId(), key.isRevoked() || key.isExpired(now) ? Set.of() : key.permissions()));
            return scopes;
        });
    }
}
