package io.enterprisemode.teams.structure;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Creates, renames and dissolves teams. The caller has checked the permission and holds the lock of the organization
 * ({@link Nodes#lock}).
 */
@ApplicationScoped
public class Teams {

    private final TeamRepository teams;
    private final WorkspaceRepository workspaces;
    private final Memberships memberships;
    private final StructureJournal journal;
    private final List<TeamObserver> observers;
    private final Clock clock;

    Teams(
            TeamRepository teams,
            WorkspaceRepository workspaces,
            Memberships memberships,
            StructureJournal journal,
            @All List<TeamObserver> observers,
            Clock clock) {
        this.teams = teams;
        this.workspaces = workspaces;
        this.memberships = memberships;
        this.journal = journal;
        this.observers = List.copyOf(observers);
        this.clock = clock;
    }

    /** Whether a team of this name is there, in any case of its letters. */
    public Uni<Boolean> isNamed(Tenant tenant, String name) {
        return teams.count(
                        "organizationId = ?1 and nameFolded = cast(folded(?2) as string)",
                        tenant.organizationId(),
                        name)
                .map(count -> count > 0);
    }

    /** Makes a team. */
    public Uni<TeamView> make(Tenant tenant, Origin origin, String name) {
        Team team = new Team(tenant.organizationId(), UuidCreator.getTimeOrderedEpoch(), name, DatabaseTime.now(clock));
        return teams.persist(team)
                .chain(() -> journal.changed(tenant, origin, team.event(), "created", null, team.view()))
                .replaceWith(team::view);
    }

    /** Gives a team a name; without effect when it has it. */
    public Uni<TeamView> rename(Tenant tenant, Origin origin, UUID teamId, String name) {
        return load(tenant, teamId).chain(team -> {
            TeamView before = team.view();
            if (before.name().equals(name)) {
                return Uni.createFrom().item(before);
            }
            return tell(tenant, teamId)
                    .invoke(() -> team.rename(name, DatabaseTime.now(clock)))
                    .chain(() -> journal.changed(tenant, origin, team.event(), "renamed", before, team.view()))
                    .replaceWith(team::view);
        });
    }

    /**
     * Dissolves a team and takes all roles on it.
     *
     * @throws ProblemException team-has-workspaces, when it has any
     */
    public Uni<Void> dissolve(Tenant tenant, Origin origin, UUID teamId) {
        return dissolve(tenant, origin, teamId, workspaces -> {
            if (workspaces.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            throw StructureProblems.TEAM_HAS_WORKSPACES.with(
                    "Move or delete its " + workspaces.size() + " workspaces first.");
        });
    }

    /** Dissolves a team after {@code moveWorkspaces} has moved its workspaces. */
    Uni<Void> dissolve(Tenant tenant, Origin origin, UUID teamId, Function<List<Workspace>, Uni<Void>> moveWorkspaces) {
        return load(tenant, teamId)
                .chain(team -> workspaces
                        .ofTeams(tenant, List.of(teamId))
                        .chain(moveWorkspaces::apply)
                        .chain(() -> tell(tenant, teamId))
                        .chain(() -> memberships.removeAllOn(tenant, origin, List.of(teamId)))
                        .chain(() -> teams.remove(tenant, team))
                        .chain(() -> journal.changed(
                                tenant, origin, team.deletion(DatabaseTime.now(clock)), "deleted", team.view(), null)));
    }

    private Uni<Void> tell(Tenant tenant, UUID teamId) {
        return SequentialSteps.forEach(observers, observer -> observer.changing(tenant, teamId));
    }

    private Uni<Team> load(Tenant tenant, UUID teamId) {
        return teams.of(tenant, teamId).map(team -> {
            if (team == null) {
                throw ProblemException.notFound("team");
            }
            return team;
        });
    }
}
