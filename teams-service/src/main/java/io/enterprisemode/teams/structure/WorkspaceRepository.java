package io.enterprisemode.teams.structure;

import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.EntityDeletion;
import io.enterprisemode.web.access.Reach;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class WorkspaceRepository implements PanacheRepositoryBase<Workspace, OrgScopedId> {

    /** Stands in lists that would be empty, which the query language does not allow. */
    private static final UUID NOTHING = new UUID(0, 0);

    Uni<@Nullable Workspace> of(Tenant tenant, UUID id) {
        return findById(new OrgScopedId(tenant.organizationId(), id));
    }

    Uni<Void> remove(Tenant tenant, Workspace workspace) {
        return EntityDeletion.of(
                tenant,
                workspace,
                () -> delete(
                        "organizationId = ?1 and id = ?2",
                        tenant.organizationId(),
                        workspace.view().id()));
    }

    Uni<List<Workspace>> ofTeams(Tenant tenant, Collection<UUID> teamIds) {
        return list("organizationId = ?1 and teamId in ?2 order by id", tenant.organizationId(), orNothing(teamIds));
    }

    /** Workspaces within reach, of one team or of all, in the order in which they were made. */
    Uni<List<Workspace>> within(Tenant tenant, Reach reach, Optional<UUID> teamId, UUID after, int limit) {
        Map<String, Object> parameters = new HashMap<>(Map.of("organization", tenant.organizationId(), "after", after));
        String query = "organizationId = :organization and id > :after";
        if (teamId.isPresent()) {
            query += " and teamId = :team";
            parameters.put("team", teamId.get());
        }
        if (reach instanceof Reach.Subtrees(Set<UUID> teams, Set<UUID> workspaces)) {
            query += " and (teamId in :teams or id in :workspaces)";
            parameters.put("teams", orNothing(teams));
            parameters.put("workspaces", orNothing(workspaces));
        }
        return find(query + " order by id", parameters).page(0, limit).list();
    }

    private static Set<UUID> orNothing(Collection<UUID> ids) {
        return ids.isEmpty() ? Set.of(NOTHING) : new HashSet<>(ids);
    }
}
