package io.enterprisemode.teams.membership;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class AssignedRoleRepository implements PanacheRepositoryBase<AssignedRole, AssignedRole.Key> {

    private static final int TWO_SHOW_THERE_ARE_OTHERS = 2;

    Uni<@Nullable AssignedRole> of(Tenant tenant, UUID principalId, UUID nodeId) {
        return findById(new AssignedRole.Key(tenant.organizationId(), principalId, nodeId));
    }

    Uni<List<AssignedRole>> of(Tenant tenant, Collection<UUID> principalIds) {
        return list(
                "organizationId = ?1 and principalId in ?2 order by principalId, nodeType, nodeId",
                tenant.organizationId(),
                principalIds);
    }

    Uni<List<AssignedRole>> on(Tenant tenant, Collection<UUID> nodeIds) {
        return list(
                "organizationId = ?1 and nodeId in ?2 order by principalId, nodeId", tenant.organizationId(), nodeIds);
    }

    /** Takes the principal's roles on these nodes. */
    Uni<Void> removeOn(Tenant tenant, UUID principalId, Collection<UUID> nodeIds) {
        return delete(
                        "organizationId = ?1 and principalId = ?2 and nodeId in ?3",
                        tenant.organizationId(),
                        principalId,
                        nodeIds)
                .replaceWithVoid();
    }

    /** Owners of the organization, two at most. API keys are none: they expire and are revoked without anybody to take over. */
    Uni<List<AssignedRole>> someOwners(Tenant tenant) {
        return find("""
                        from AssignedRole a
                        where a.organizationId = ?1 and a.nodeId = ?1 and a.role = ?2
                        and not exists (select 1 from Principal p
                                         where p.organizationId = ?1 and p.id = a.principalId and p.issuer = ?3)
                        order by a.principalId""", tenant.organizationId(), Role.OWNER, Identity.API_KEY_ISSUER)
                .page(0, TWO_SHOW_THERE_ARE_OTHERS)
                .list();
    }
}
