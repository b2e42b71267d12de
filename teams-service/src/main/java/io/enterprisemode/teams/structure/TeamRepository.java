package io.enterprisemode.teams.structure;

import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.EntityDeletion;
import io.enterprisemode.web.access.Reach;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class TeamRepository implements PanacheRepositoryBase<Team, OrgScopedId> {

    Uni<@Nullable Team> of(Tenant tenant, UUID id) {
        return findById(new OrgScopedId(tenant.organizationId(), id));
    }

    Uni<Void> remove(Tenant tenant, Team team) {
        return EntityDeletion.of(
                tenant,
                team,
                () -> delete(
                        "organizationId = ?1 and id = ?2",
                        tenant.organizationId(),
                        team.view().id()));
    }

    /** Teams within reach in the order in which they were made. */
    Uni<List<Team>> within(Tenant tenant, Reach reach, UUID after, int limit) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere ->
                find("organizationId = ?1 and id > ?2 order by id", tenant.organizationId(), after)
                        .page(0, limit)
                        .list();
            case Reach.Subtrees some ->
                some.teams().isEmpty()
                        ? Uni.createFrom().item(List.of())
                        : find(
                                        "organizationId = ?1 and id > ?2 and id in ?3 order by id",
                                        tenant.organizationId(),
                                        after,
                                        some.teams())
                                .page(0, limit)
                                .list();
        };
    }
}
