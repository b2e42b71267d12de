package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.FieldRules;
import io.enterprisemode.teams.SequentialSteps;
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

/** Making, renaming and dissolving teams. */
@ApplicationScoped
class TeamService {

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final TeamRepository teams;
    private final Nodes nodes;
    private final Teams changes;
    private final StructureJournal journal;
    private final Clock clock;

    TeamService(
            TenantTransactions transactions,
            Idempotency idempotency,
            TeamRepository teams,
            Nodes nodes,
            Teams changes,
            StructureJournal journal,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.teams = teams;
        this.nodes = nodes;
        this.changes = changes;
        this.journal = journal;
        this.clock = clock;
    }

    Uni<TeamView> create(Grants grants, Origin origin, @Nullable String key, TeamRequest request) {
        IdempotentCall call = IdempotentCall.of(origin.caller().principalId(), "POST /api/teams", key, request);
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> idempotency.once(tenant, call, TeamView.class, () -> make(tenant, origin, request)));
    }

    private Uni<TeamView> make(Tenant tenant, Origin origin, TeamRequest request) {
        return nodes.lock(tenant).chain(() -> changes.make(tenant, origin, request.name()));
    }

    /** The teams on which the caller may read. */
    Uni<Page<TeamView>> list(Grants grants, UUID after, int limit) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> teams.within(tenant, grants.reach(Permission.TEAM_READ), after, limit + 1)
                        .map(found ->
                                Page.of(found.stream().map(Team::view).toList(), limit, view -> Cursor.of(view.id()))));
    }

    Uni<TeamView> read(Grants grants, UUID teamId) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> load(tenant, grants, Permission.TEAM_READ, teamId).map(Team::view));
    }

    /** Renames a team; without effect when nothing differs. */
    Uni<TeamView> change(
            Grants grants, Origin origin, UUID teamId, @Nullable String ifMatch, TeamChangeRequest request) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, grants, Permission.TEAM_UPDATE, teamId))
                        .invoke(team -> RevisionTag.require(ifMatch, team.view().revision()))
                        .chain(team -> changes.rename(
                                tenant,
                                origin,
                                teamId,
                                Patch.required(
                                        "/name",
                                        request.name(),
                                        team.view().name(),
                                        text -> FieldRules.requireName("/name", text)))));
    }

    /**
     * Dissolves a team and takes all roles on it.
     *
     * @param moveWorkspacesTo the team that gets its workspaces; empty: refused while it has any
     */
    Uni<Void> delete(
            Grants grants, Origin origin, UUID teamId, @Nullable String ifMatch, Optional<UUID> moveWorkspacesTo) {
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, grants, Permission.TEAM_DELETE, teamId))
                        .invoke(team -> RevisionTag.require(ifMatch, team.view().revision()))
                        .chain(team -> changes.dissolve(
                                tenant,
                                origin,
                                teamId,
                                workspaces ->
                                        moveWorkspaces(tenant, grants, origin, teamId, workspaces, moveWorkspacesTo))));
    }

    private Uni<Void> moveWorkspaces(
            Tenant tenant,
            Grants grants,
            Origin origin,
            UUID dissolved,
            List<Workspace> workspaces,
            Optional<UUID> newHome) {
        if (newHome.isEmpty()) {
            if (workspaces.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            throw StructureProblems.TEAM_HAS_WORKSPACES.with(
                    "Delete its " + workspaces.size() + " workspaces, or move them with moveWorkspacesTo.");
        }
        UUID home = newHome.get();
        if (home.equals(dissolved)) {
            throw ProblemException.invalid("moveWorkspacesTo", "must be another team");
        }
        return load(tenant, grants, Permission.WORKSPACE_CREATE, home)
                .chain(() -> SequentialSteps.forEach(workspaces, workspace -> move(tenant, origin, workspace, home)));
    }

    private Uni<Void> move(Tenant tenant, Origin origin, Workspace workspace, UUID home) {
        WorkspaceView before = workspace.view();
        workspace.change(before.name(), home, DatabaseTime.now(clock));
        return journal.changed(tenant, origin, workspace.event(), "moved", before, workspace.view());
    }

    private Uni<Team> load(Tenant tenant, Grants grants, Permission permission, UUID teamId) {
        return teams.of(tenant, teamId).map(team -> {
            if (team == null) {
                throw ProblemException.notFound("team");
            }
            NodeAccess.require(grants, permission, NodePath.team(tenant.organizationId(), teamId));
            return team;
        });
    }
}
