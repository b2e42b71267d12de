package io.enterprisemode.teams.membership;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class AssignedRoleRepository implements PanacheRepositoryBase<AssignedRole, AssignedRole.Key> {

    /** Two at most, which is enough to know whether there are others; people first. */
    private static final String OWNERS = """
        select a.principal_id, p.kind
          from role_assignment a join principal p on p.org_id = a.org_id and p.id = a.principal_id
         where a.org_id = ?1 and a.node_id = ?1 and a.role = 'OWNER' and p.issuer <> ?2 and not p.pending
         order by (p.kind = 'USER') desc, a.principal_id
         limit 2\
        """;

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

    /** Roles that any of these have given to principals that have not named the organization yet. */
    Uni<List<AssignedRole>> pendingGivenBy(Tenant tenant, Collection<UUID> givers) {
        return find("""
                        from AssignedRole a
                        where a.organizationId = ?1 and a.assignedBy in ?2
                        and exists (select 1 from Principal p
                                     where p.organizationId = ?1 and p.id = a.principalId and p.pending = true)
                        order by a.principalId, a.nodeId\
                        """, tenant.organizationId(), givers).list();
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

    /** Takes all roles on these nodes, from whoever holds them. */
    Uni<Void> removeOn(Tenant tenant, Collection<UUID> nodeIds) {
        return delete("organizationId = ?1 and nodeId in ?2", tenant.organizationId(), nodeIds)
                .replaceWithVoid();
    }

    /**
     * The only OWNER that counts, if there is exactly one. People count. When no person is OWNER, for example after a
     * program has founded the organization, service accounts count. API keys never count, since they expire and are
     * revoked without a successor. Pending members do not count either, since it is unknown whether the principal
     * exists.
     */
    Uni<Optional<UUID>> onlyOwner(Tenant tenant) {
        return tenant.session()
                .createNativeQuery(OWNERS, Object[].class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, Identity.API_KEY_ISSUER)
                .getResultList()
                .map(AssignedRoleRepository::onlyOne);
    }

    private static Optional<UUID> onlyOne(List<Object[]> firstTwo) {
        boolean another = firstTwo.size() > 1 && firstTwo.get(1)[1].equals(firstTwo.getFirst()[1]);
        return firstTwo.isEmpty() || another ? Optional.empty() : Optional.of((UUID) firstTwo.getFirst()[0]);
    }
}
