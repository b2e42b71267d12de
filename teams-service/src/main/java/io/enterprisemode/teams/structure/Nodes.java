package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The hierarchy as other features need it: its lock, the way to a node, the nodes within reach. */
@ApplicationScoped
public class Nodes {

    private final TeamRepository teams;
    private final WorkspaceRepository workspaces;

    Nodes(TeamRepository teams, WorkspaceRepository workspaces) {
        this.teams = teams;
        this.workspaces = workspaces;
    }

    /**
     * Locks the organization until the end of the transaction. Every change of its structure or roles starts with it
     * and reads the data for its decision afterwards. So concurrent changes cannot remove the last owner, and revisions
     * and events have one order. Fails when the deletion of the organization was requested: until that is taken back,
     * nothing changes.
     */
    public Uni<Void> lock(Tenant tenant) {
        return lockInAnyState(tenant).invoke(Nodes::requireActive).replaceWithVoid();
    }

    /**
     * As {@link #lock}, for optional work that is tried again at the next occasion: it fails when another transaction
     * holds the lock for longer.
     */
    public Uni<Void> lockWithin(Tenant tenant, Duration longest) {
        return tenant.session()
                .createNativeQuery("set local lock_timeout = " + longest.toMillis())
                .executeUpdate()
                .chain(() -> lock(tenant));
    }

    /** As {@link #lock}, for what is done about the deletion itself. */
    Uni<OrganizationState> lockInAnyState(Tenant tenant) {
        return tenant.session()
                .createNativeQuery("select state from organization where org_id = ?1 for no key update", String.class)
                .setParameter(1, tenant.organizationId())
                .getResultList()
                .map(found -> found.isEmpty() ? OrganizationState.DELETED : OrganizationState.valueOf(found.getFirst()))
                .invoke(state -> {
                    if (state == OrganizationState.DELETED) {
                        throw ProblemException.notFound("organization");
                    }
                });
    }

    private static void requireActive(OrganizationState state) {
        if (state != OrganizationState.ACTIVE) {
            throw StructureProblems.PENDING_DELETION.with(
                    "Its deletion was asked for. An OWNER can take that back; until then nothing changes.");
        }
    }

    /**
     * The way from the organization to one of its nodes, itself included.
     *
     * @throws ProblemException not-found, when the organization has no such node
     */
    public Uni<NodePath> path(Tenant tenant, UUID nodeId) {
        if (nodeId.equals(tenant.organizationId())) {
            return Uni.createFrom().item(NodePath.organization(nodeId));
        }
        return teams.of(tenant, nodeId)
                .chain(team -> team != null
                        ? Uni.createFrom().item(NodePath.team(tenant.organizationId(), nodeId))
                        : workspaces.of(tenant, nodeId).map(workspace -> {
                            if (workspace == null) {
                                throw ProblemException.notFound("node");
                            }
                            return workspace.path();
                        }));
    }

    /**
     * The ways to several nodes by their ids, without those that the organization does not have; two statements however
     * many they are.
     */
    public Uni<Map<UUID, NodePath>> paths(Tenant tenant, Collection<UUID> nodeIds) {
        Map<UUID, NodePath> paths = new HashMap<>();
        Set<UUID> below = new HashSet<>(nodeIds);
        if (below.remove(tenant.organizationId())) {
            paths.put(tenant.organizationId(), NodePath.organization(tenant.organizationId()));
        }
        if (below.isEmpty()) {
            return Uni.createFrom().item(paths);
        }
        return teams.list("organizationId = ?1 and id in ?2", tenant.organizationId(), below)
                .invoke(found -> found.forEach(team -> {
                    UUID id = team.view().id();
                    paths.put(id, NodePath.team(tenant.organizationId(), id));
                }))
                .chain(() -> workspaces.list("organizationId = ?1 and id in ?2", tenant.organizationId(), below))
                .invoke(found -> found.forEach(workspace -> paths.put(workspace.id(), workspace.path())))
                .replaceWith(paths);
    }

    /** The ids of all nodes within reach; empty optional: the whole organization. */
    public Uni<Optional<Set<UUID>>> within(Tenant tenant, Reach reach) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> Uni.createFrom().item(Optional.empty());
            case Reach.Subtrees(Set<UUID> teamIds, Set<UUID> workspaceIds) ->
                workspaces.ofTeams(tenant, teamIds).map(inTeams -> {
                    Set<UUID> ids = new HashSet<>(teamIds);
                    ids.addAll(workspaceIds);
                    inTeams.forEach(workspace -> ids.add(workspace.id()));
                    return Optional.of(ids);
                });
        };
    }

    /** The ids of the node and of all nodes below it; empty optional: the whole organization. */
    public Uni<Optional<Set<UUID>>> subtree(Tenant tenant, NodePath path) {
        return switch (path.node().type()) {
            case ORGANIZATION -> Uni.createFrom().item(Optional.empty());
            case TEAM -> within(tenant, new Reach.Subtrees(Set.of(path.node().id()), Set.of()));
            case WORKSPACE ->
                Uni.createFrom().item(Optional.of(Set.of(path.node().id())));
        };
    }
}
