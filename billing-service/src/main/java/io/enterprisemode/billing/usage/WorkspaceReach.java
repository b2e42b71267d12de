package io.enterprisemode.billing.usage;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.access.Reach;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which workspaces a caller reaches. */
@ApplicationScoped
class WorkspaceReach {

    /** The ids of the workspaces, also of deleted ones; empty: all of the organization. */
    Uni<Optional<Set<UUID>>> workspaces(Tenant tenant, Reach reach) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> Uni.createFrom().item(Optional.empty());
            case Reach.Subtrees some -> within(tenant, some).map(Optional::of);
        };
    }

    /** Whether it is a workspace of the organization, also a deleted one, that the caller reaches. */
    Uni<Boolean> covers(Tenant tenant, Reach reach, UUID workspace) {
        return tenant.session()
                .createNativeQuery("""
                        select parent_id from access_node
                         where org_id = ?1 and node_id = ?2 and node_type = 'WORKSPACE'""", UUID.class)
                .setParameter(1, tenant.organizationId())
                .setParameter(2, workspace)
                .getSingleResultOrNull()
                .map(team ->
                        team != null && reach.covers(NodePath.workspace(tenant.organizationId(), team, workspace)));
    }

    private static Uni<Set<UUID>> within(Tenant tenant, Reach.Subtrees reach) {
        return tenant.session()
                .createNativeQuery("""
                        select node_id, parent_id from access_node
                         where org_id = ?1 and node_type = 'WORKSPACE' and parent_id is not null""", Object[].class)
                .setParameter(1, tenant.organizationId())
                .getResultList()
                .map(rows -> {
                    Set<UUID> within = new HashSet<>();
                    for (Object[] row : rows) {
                        UUID workspace = (UUID) row[0];
                        if (reach.covers(NodePath.workspace(tenant.organizationId(), (UUID) row[1], workspace))) {
                            within.add(workspace);
                        }
                    }
                    return within;
                });
    }

    /** The ids as one text, for a query to take apart. */
    static String joined(Collection<UUID> workspaces) {
        return workspaces.stream().map(UUID::toString).collect(Collectors.joining(","));
    }
}
