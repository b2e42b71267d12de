package io.enterprisemode.teams;

import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.testkit.organizations.TestOrganization;
import io.enterprisemode.testkit.organizations.TwoOrganizations;
import java.util.UUID;

/** Two organizations of the test kit, really made over HTTP: teams, workspaces and a person for every role. */
public final class PopulatedOrganizations {

    private PopulatedOrganizations() {}

    public static TwoOrganizations make() {
        TwoOrganizations fresh = TwoOrganizations.fresh();
        return new TwoOrganizations(made(fresh.a()), made(fresh.b()), fresh.stranger());
    }

    private static TestOrganization made(TestOrganization planned) {
        UUID id = TeamsApi.of(planned.owner()).createOrganization(planned.name());
        TeamsApi owner = TeamsApi.of(planned.owner(), id);
        UUID team = owner.createTeam("Platform");
        UUID otherTeam = owner.createTeam("Growth");
        TestOrganization made = new TestOrganization(
                id,
                planned.name(),
                team,
                owner.createWorkspace(team, "Production"),
                owner.createWorkspace(team, "Staging"),
                otherTeam,
                owner.createWorkspace(otherTeam, "Campaigns"),
                planned.owner(),
                planned.admin(),
                planned.member(),
                planned.viewer(),
                planned.teamMember(),
                planned.teamOwner());
        owner.admit(made.admin(), Role.ADMIN, null);
        owner.admit(made.member(), Role.MEMBER, null);
        owner.admit(made.viewer(), Role.VIEWER, null);
        owner.admit(made.teamMember(), Role.MEMBER, team);
        owner.admit(made.teamOwner(), Role.OWNER, team);
        return made;
    }
}
