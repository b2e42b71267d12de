package io.enterprisemode.teams.membership;

import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class PrincipalRepository implements PanacheRepositoryBase<Principal, OrgScopedId> {

    private static final String COUNT_CHANGE = """
        update principal set membership_revision = membership_revision + 1
         where org_id = ?1 and id = any (cast(string_to_array(?2, ',') as uuid[]))\
        """;
    private static final String FACTS = """
        select id, kind, pending, membership_revision, email from principal
         where org_id = ?1 and id = any (cast(string_to_array(?2, ',') as uuid[]))
         order by id\
        """;
    private static final String PERSON = "select 1 from principal where id = $1 and kind = 'USER' limit 1";

    private final WorkerTransactions workers;

    PrincipalRepository(WorkerTransactions workers) {
        this.workers = workers;
    }

    Uni<@Nullable Principal> of(Tenant tenant, UUID principalId) {
        return findById(new OrgScopedId(tenant.organizationId(), principalId));
    }

    /**
     * What events say of a principal beside its roles.
     *
     * @param revision of its membership
     * @param email null when it is not known
     */
    record Facts(
            UUID id,
            PrincipalKind kind,
            boolean pending,
            long revision,
            @Nullable String email) {}

    /** Counts a change of the roles of these principals, and reads them as they are then, by id. */
    Uni<List<Facts>> countChange(Tenant tenant, Collection<UUID> ids) {
        String list = ids.stream().map(UUID::toString).collect(Collectors.joining(","));
        return tenant.session()
                .createNativeQuery(COUNT_CHANGE)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, list)
                .executeUpdate()
                .chain(() -> tenant.session()
                        .createNativeQuery(FACTS, Object[].class)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, list)
                        .getResultList())
                .map(rows -> rows.stream()
                        .map(row -> new Facts(
                                (UUID) row[0],
                                PrincipalKind.valueOf((String) row[1]),
                                (Boolean) row[2],
                                ((Number) row[3]).longValue(),
                                (String) row[4]))
                        .toList());
    }

    /** Whether the principal is known as a person anywhere in the installation. */
    Uni<Boolean> isPerson(UUID id) {
        return workers.withConnection(connection ->
                connection.preparedQuery(PERSON).execute(Tuple.of(id)).map(rows -> rows.size() > 0));
    }

    /**
     * Principals that hold a role, in the order in which they joined; the bound on joinedAt alone is what the index
     * begins a page by.
     */
    Uni<List<Principal>> holdingAnyRole(
            Tenant tenant, Set<PrincipalKind> kinds, Instant joinedAfter, UUID idAfter, int limit) {
        return find("""
                        from Principal p
                        where p.organizationId = ?1
                        and p.joinedAt >= ?2 and (p.joinedAt > ?2 or (p.joinedAt = ?2 and p.id > ?3))
                        and exists (select 1 from AssignedRole a
                                     where a.organizationId = ?1 and a.principalId = p.id)
                        and p.kind in ?4
                        order by p.joinedAt, p.id\
                        """, tenant.organizationId(), joinedAfter, idAfter, kinds)
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
                        order by p.joinedAt, p.id\
                        """, tenant.organizationId(), joinedAfter, idAfter, nodeIds, kinds)
                .page(0, limit)
                .list();
    }
}
