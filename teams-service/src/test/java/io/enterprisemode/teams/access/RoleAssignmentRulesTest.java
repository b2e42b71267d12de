package io.enterprisemode.teams.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.access.RoleAssignmentRules.Parties;
import org.junit.jupiter.api.Test;

class RoleAssignmentRulesTest {

    @Test
    void nobodyAssignsARoleAboveTheirOwn() {
        assertThat(RoleAssignmentRules.assign(Role.OWNER, on(NodeType.TEAM, Role.ADMIN, Role.MEMBER)))
                .contains(RoleChangeRefusal.ROLE_ABOVE_OWN);
        assertThat(RoleAssignmentRules.assign(Role.ADMIN, on(NodeType.TEAM, Role.ADMIN, Role.MEMBER)))
                .isEmpty();
    }

    @Test
    void anAdminNeitherChangesNorRemovesAnOwner() {
        Parties parties = on(NodeType.ORGANIZATION, Role.ADMIN, Role.OWNER);

        assertThat(RoleAssignmentRules.assign(Role.ADMIN, parties)).contains(RoleChangeRefusal.TARGET_IS_OWNER);
        assertThat(RoleAssignmentRules.remove(parties)).contains(RoleChangeRefusal.TARGET_IS_OWNER);
    }

    @Test
    void theLastOwnerOfAnOrganizationStaysWhoeverAsks() {
        Parties themselves = new Parties(NodeType.ORGANIZATION, Role.OWNER, Role.OWNER, true);

        assertThat(RoleAssignmentRules.remove(themselves)).contains(RoleChangeRefusal.LAST_OWNER);
        assertThat(RoleAssignmentRules.assign(Role.VIEWER, themselves)).contains(RoleChangeRefusal.LAST_OWNER);
        assertThat(RoleAssignmentRules.assign(Role.OWNER, themselves)).isEmpty();
    }

    @Test
    void theLastOwnerCanLoseARoleOnATeam() {
        assertThat(RoleAssignmentRules.remove(new Parties(NodeType.TEAM, Role.OWNER, Role.OWNER, true)))
                .isEmpty();
    }

    @Test
    void oneOfTwoOwnersMayGo() {
        assertThat(RoleAssignmentRules.remove(on(NodeType.ORGANIZATION, Role.OWNER, Role.OWNER)))
                .isEmpty();
    }

    @Test
    void whoHasNoRoleOrALowOneChangesNothing() {
        assertThat(RoleAssignmentRules.assign(Role.VIEWER, on(NodeType.WORKSPACE, null, null)))
                .contains(RoleChangeRefusal.NOT_PERMITTED);
        assertThat(RoleAssignmentRules.remove(on(NodeType.WORKSPACE, Role.MEMBER, Role.VIEWER)))
                .contains(RoleChangeRefusal.NOT_PERMITTED);
    }

    private static Parties on(NodeType type, Role caller, Role target) {
        return new Parties(type, caller, target, false);
    }

    @Test
    void everybodyMayLeaveButTheOnlyOwner() {
        assertThat(RoleAssignmentRules.leave(false)).isEmpty();
        assertThat(RoleAssignmentRules.leave(true)).contains(RoleChangeRefusal.LAST_OWNER);
    }
}
