package io.enterprisemode.teams.membership;

import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.OwnedKey;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class PrincipalRepository implements PanacheRepositoryBase<Principal, OwnedKey> {

    Uni<@Nullable Principal> of(Tenant tenant, UUID principalId) {
        return findById(new OwnedKey(tenant.organizationId(), principalId));
    }

    /** Principals that hold a role, in the order in which they joined; the bound on joinedAt alone is what the index begins a page by. */
    Uni<List<Principal>> holdingAnyRole(
            Tenant tenant, Set<PrincipalKind> kinds, Instant joinedAfter, UUID idAfter, int limit) {
        return find("""
                        from Principal p
                        where p.organizationId = ?1
                        and p.joinedAt >= ?2 and (p.joinedAt > ?2 or (p.joinedAt = ?2 and p.id > ?3))
                        and exists (select 1 from AssignedRole a
                                     where a.organizationId = ?1 and a.principalId = p.id)
                        and p.kind in ?4
                        order by p.joinedAt, p.id""", tenant.organizationId(), joinedAfter, idAfter, kinds)
                .page(0, limit)
                .list();
    }

    /** Principals that hold a role on one of the nodes, in the order in which they joined. */
    Uni<List<Principal>> holdingRoleOn(
            Tenant tenant, Set<PrincipalKind> kinds, Set<UUID> nodeIds, Instant joinedAfter, UUID idAfter, int limit) {
        return find("""
                        from Principal p
                        where p.organizationId = ?1
                        and p.joinedAt >= ?2 and (p.joinedAt > ?2 or (p.joinedAt = ?2 and p.id > ?3))
                        and exists (select 1 from AssignedRole a
                                     where a.organizationId = ?1 and a.principalId = p.id and a.nodeId in ?4)
                        and p.kind in ?5
                        order by p.joinedAt, p.id""", tenant.organizationId(), joinedAfter, idAfter, nodeIds, kinds)
                .page(0, limit)
                .list();
    }
}
