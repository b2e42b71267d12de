package io.enterprisemode.teams;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import java.util.UUID;

/**
 * Two organizations of the test kit, really made over HTTP: the first with teams, workspaces and a person for every
 * role, the second with an owner, a member, a team and a workspace.
 */
public final class PopulatedOrganizations {

    private PopulatedOrganizations() {}

    public static TwoOrganizations make() {
        TwoOrganizations fresh = TwoOrganizations.fresh();
        return new TwoOrganizations(whole(fresh.a()), small(fresh.b()), fresh.stranger());
    }

    private static TestOrganization whole(TestOrganization planned) {
        UUID id = TeamsApi.of(planned.owner()).createOrganization(planned.name());
        TeamsApi owner = TeamsApi.of(planned.owner(), id);
        UUID team = owner.createTeam("Platform");
        UUID otherTeam = owner.createTeam("Growth");
        TestOrganization made = with(
                planned,
                id,
                team,
                owner.createWorkspace(team, "Production"),
                owner.createWorkspace(team, "Staging"),
                otherTeam,
                owner.createWorkspace(otherTeam, "Campaigns"));
        owner.admit(made.admin(), Role.ADMIN, null);
        owner.admit(made.member(), Role.MEMBER, null);
        owner.admit(made.viewer(), Role.VIEWER, null);
        owner.admit(made.teamMember(), Role.MEMBER, team);
        owner.admit(made.teamOwner(), Role.OWNER, team);
        return made;
    }

    private static TestOrganization small(TestOrganization planned) {
        UUID id = TeamsApi.of(planned.owner()).createOrganization(planned.name());
        TeamsApi owner = TeamsApi.of(planned.owner(), id);
        UUID team = owner.createTeam("Platform");
        UUID workspace = owner.createWorkspace(team, "Production");
        owner.admit(planned.member(), Role.MEMBER, null);
        return with(planned, id, team, workspace, workspace, team, workspace);
    }

    private static TestOrganization with(
            TestOrganization planned,
            UUID id,
            UUID team,
            UUID workspace,
            UUID secondWorkspace,
            UUID otherTeam,
            UUID otherWorkspace) {
        return new TestOrganization(
                id,
                planned.name(),
                team,
                workspace,
                secondWorkspace,
                otherTeam,
                otherWorkspace,
                planned.owner(),
                planned.admin(),
                planned.member(),
                planned.viewer(),
                planned.teamMember(),
                planned.teamOwner());
    }
}
