package io.enterprisemode.teams.structure;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.FieldRules;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.seat.SeatLimits;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.json.Patch;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making, renaming, moving and deleting workspaces. */
@ApplicationScoped
class WorkspaceService {

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final TeamRepository teams;
    private final WorkspaceRepository workspaces;
    private final Nodes nodes;
    private final SeatLimits seats;
    private final Memberships memberships;
    private final StructureJournal journal;
    private final Clock clock;

    WorkspaceService(
            TenantTransactions transactions,
            Idempotency idempotency,
            TeamRepository teams,
            WorkspaceRepository workspaces,
            Nodes nodes,
            SeatLimits seats,
            Memberships memberships,
            StructureJournal journal,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.teams = teams;
        this.workspaces = workspaces;
        this.nodes = nodes;
        this.seats = seats;
        this.memberships = memberships;
        this.journal = journal;
        this.clock = clock;
    }

    Uni<WorkspaceView> create(Grants grants, Origin origin, @Nullable String key, WorkspaceRequest request) {
        IdempotentCall call = IdempotentCall.of(origin.caller().principalId(), "POST /api/workspaces", key, request);
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> idempotency.once(
                        tenant, call, WorkspaceView.class, () -> make(tenant, grants, origin, request)));
    }

    private Uni<WorkspaceView> make(Tenant tenant, Grants grants, Origin origin, WorkspaceRequest request) {
        Workspace workspace = new Workspace(
                tenant.organizationId(),
                UuidCreator.getTimeOrderedEpoch(),
                request.teamId(),
                request.name(),
                DatabaseTime.now(clock));
        return nodes.lock(tenant)
                .chain(() -> takesWorkspaces(tenant, grants, request.teamId()))
                .chain(() -> seats.requireWorkspace(tenant, clock.instant()))
                .chain(() -> workspaces.persist(workspace))
                .chain(() -> journal.changed(tenant, origin, workspace.event(), "created", null, workspace.view()))
                .replaceWith(workspace::view);
    }

    /**
     * The workspaces in which the caller may read.
     *
     * @param teamId only those of this team; 404 unless it is there and the caller may read its workspaces, or one
     */
    Uni<Page<WorkspaceView>> list(Grants grants, Optional<UUID> teamId, UUID after, int limit) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> workspaces
                        .within(tenant, grants.reach(Permission.WORKSPACE_READ), teamId, after, limit + 1)
                        .call(found -> found.isEmpty() && teamId.isPresent() && after.equals(Paging.BEFORE_ALL)
                                ? requireSeen(tenant, grants, teamId.get())
                                : Uni.createFrom().voidItem())
                        .map(found -> Page.of(
                                found.stream().map(Workspace::view).toList(), limit, view -> Cursor.of(view.id()))));
    }

    Uni<WorkspaceView> read(Grants grants, UUID workspaceId) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> load(tenant, grants, Permission.WORKSPACE_READ, workspaceId)
                        .map(Workspace::view));
    }

    /** Renames a workspace, moves it to another team, or both. */
    Uni<WorkspaceView> change(
            Grants grants, Origin origin, UUID workspaceId, @Nullable String ifMatch, WorkspaceChangeRequest request) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, grants, Permission.WORKSPACE_UPDATE, workspaceId))
                        .chain(workspace -> {
                            WorkspaceView before = workspace.view();
                            RevisionTag.require(ifMatch, before.revision());
                            String name = Patch.required(
                                    "/name",
                                    request.name(),
                                    before.name(),
                                    text -> FieldRules.requireName("/name", text));
                            UUID teamId = Patch.required("/teamId", request.teamId(), before.teamId());
                            if (teamId.equals(before.teamId())) {
                                return name.equals(before.name())
                                        ? Uni.createFrom().item(before)
                                        : change(tenant, origin, workspace, name, teamId, "renamed");
                            }
                            NodeAccess.require(grants, Permission.WORKSPACE_DELETE, workspace.path());
                            return takesWorkspaces(tenant, grants, teamId)
                                    .chain(() -> change(tenant, origin, workspace, name, teamId, "moved"));
                        }));
    }

    private Uni<WorkspaceView> change(
            Tenant tenant, Origin origin, Workspace workspace, String name, UUID teamId, String verb) {
        WorkspaceView before = workspace.view();
        workspace.change(name, teamId, DatabaseTime.now(clock));
        return journal.changed(tenant, origin, workspace.event(), verb, before, workspace.view())
                .replaceWith(workspace::view);
    }

    /** Deletes a workspace and takes all roles on it. */
    Uni<Void> delete(Grants grants, Origin origin, UUID workspaceId, @Nullable String ifMatch) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, grants, Permission.WORKSPACE_DELETE, workspaceId))
                        .invoke(workspace ->
                                RevisionTag.require(ifMatch, workspace.view().revision()))
                        .chain(workspace -> memberships
                                .removeAllOn(tenant, origin, List.of(workspaceId))
                                .chain(() -> workspaces.remove(tenant, workspace))
                                .chain(() -> journal.changed(
                                        tenant,
                                        origin,
                                        workspace.deletion(DatabaseTime.now(clock)),
                                        "deleted",
                                        workspace.view(),
                                        null))));
    }

    /**
     * Fails unless the team is there and within reach, with the same for a team out of reach, of another organization
     * and of none.
     */
    private Uni<Void> requireSeen(Tenant tenant, Grants grants, UUID teamId) {
        NodePath path = NodePath.team(tenant.organizationId(), teamId);
        return teams.of(tenant, teamId)
                .invoke(team -> {
                    if (team == null || !grants.reach(Permission.WORKSPACE_READ).covers(path)) {
                        throw ProblemException.notFound("team");
                    }
                })
                .replaceWithVoid();
    }

    /** Fails unless the team is there and the caller may put workspaces into it. */
    private Uni<Void> takesWorkspaces(Tenant tenant, Grants grants, UUID teamId) {
        return teams.of(tenant, teamId)
                .invoke(team -> {
                    if (team == null) {
                        throw ProblemException.notFound("team");
                    }
                    NodeAccess.require(
                            grants, Permission.WORKSPACE_CREATE, NodePath.team(tenant.organizationId(), teamId));
                })
                .replaceWithVoid();
    }

    private Uni<Workspace> load(Tenant tenant, Grants grants, Permission permission, UUID workspaceId) {
        return workspaces.of(tenant, workspaceId).map(workspace -> {
            if (workspace == null) {
                throw ProblemException.notFound("workspace");
            }
            NodeAccess.require(grants, permission, workspace.path());
            return workspace;
        });
    }
}
