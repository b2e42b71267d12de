package io.enterprisemode.teams.apikey;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class ApiKeyRepository implements PanacheRepositoryBase<ApiKey, ApiKey.Key> {

    Uni<@Nullable ApiKey> of(Tenant tenant, String keyId) {
        return findById(new ApiKey.Key(tenant.organizationId(), keyId));
    }

    /** The keys that act as these service accounts. */
    Uni<List<ApiKey>> of(Tenant tenant, Collection<UUID> principalIds) {
        return list("organizationId = ?1 and principalId in ?2 order by keyId", tenant.organizationId(), principalIds);
    }

    /** The keys of these service accounts that are not revoked. */
    Uni<List<ApiKey>> unrevokedOf(Tenant tenant, Collection<UUID> principalIds) {
        return list(
                "organizationId = ?1 and principalId in ?2 and revokedAt is null order by keyId",
                tenant.organizationId(),
                principalIds);
    }

    /** The keys that any of these principals made, or got a secret of by a rotation, revoked ones too. */
    Uni<List<ApiKey>> madeOrRotatedBy(Tenant tenant, Collection<UUID> principalIds) {
        return list(
                "organizationId = ?1 and (createdBy in ?2 or rotatedBy in ?2 or previousSecretBy in ?2)"
                        + " order by createdAt, keyId",
                tenant.organizationId(),
                principalIds);
    }

    /** Keys in the order in which they were made. */
    Uni<List<ApiKey>> all(Tenant tenant, Instant createdAfter, String keyIdAfter, int limit) {
        return find("""
                        organizationId = ?1 and (createdAt > ?2 or (createdAt = ?2 and keyId > ?3))
                        order by createdAt, keyId\
                        """, tenant.organizationId(), createdAfter, keyIdAfter)
                .page(0, limit)
                .list();
    }
}
