package io.enterprisemode.teams.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.teams.access.RoleAssignmentRules.Parties;
import java.util.Optional;
import java.util.Set;
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
        Parties themselves = new Parties(NodeType.ORGANIZATION, Rights.of(Role.OWNER), Role.OWNER, true);

        assertThat(RoleAssignmentRules.remove(themselves)).contains(RoleChangeRefusal.LAST_OWNER);
        assertThat(RoleAssignmentRules.assign(Role.VIEWER, themselves)).contains(RoleChangeRefusal.LAST_OWNER);
        assertThat(RoleAssignmentRules.assign(Role.OWNER, themselves)).isEmpty();
    }

    @Test
    void theLastOwnerCanLoseARoleOnATeam() {
        assertThat(RoleAssignmentRules.remove(new Parties(NodeType.TEAM, Rights.of(Role.OWNER), Role.OWNER, true)))
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
        return new Parties(type, Rights.of(caller), target, false);
    }

    @Test
    void aKeyGivesARoleOnlyWhenItIsScopedToRoleAssign() {
        Parties inviting = keyOf(Role.OWNER, Permission.MEMBER_INVITE);
        Parties assigning = keyOf(Role.ADMIN, Permission.ROLE_ASSIGN);

        for (Role role : Role.values()) {
            assertThat(RoleAssignmentRules.assign(role, inviting)).contains(RoleChangeRefusal.NOT_IN_SCOPE);
        }
        assertThat(RoleAssignmentRules.assign(Role.ADMIN, assigning)).isEmpty();
        assertThat(RoleAssignmentRules.assign(Role.OWNER, assigning)).contains(RoleChangeRefusal.ROLE_ABOVE_OWN);
        assertThat(RoleAssignmentRules.remove(assigning)).contains(RoleChangeRefusal.NOT_IN_SCOPE);
        assertThat(RoleAssignmentRules.remove(keyOf(Role.ADMIN, Permission.MEMBER_REMOVE)))
                .isEmpty();
    }

    @Test
    void aKeyTakesByProvisioningWhenItIsScopedToSsoManage() {
        Parties provisioning = keyOf(Role.ADMIN, Permission.SSO_MANAGE);

        assertThat(RoleAssignmentRules.remove(Permission.SSO_MANAGE, provisioning))
                .isEmpty();
        assertThat(RoleAssignmentRules.remove(provisioning)).contains(RoleChangeRefusal.NOT_IN_SCOPE);
    }

    @Test
    void keysAreHeldAndRevokedByWhoeverManagesKeysWithinTheirRole() {
        Parties managing = keyOf(Role.ADMIN, Permission.APIKEY_MANAGE);

        assertThat(RoleAssignmentRules.holdKey(Role.ADMIN, managing)).isEmpty();
        assertThat(RoleAssignmentRules.holdKey(Role.OWNER, managing)).contains(RoleChangeRefusal.ROLE_ABOVE_OWN);
        assertThat(RoleAssignmentRules.revokeKey(managing)).isEmpty();
        assertThat(RoleAssignmentRules.holdKey(Role.VIEWER, keyOf(Role.ADMIN, Permission.ROLE_ASSIGN)))
                .contains(RoleChangeRefusal.NOT_IN_SCOPE);
        assertThat(RoleAssignmentRules.revokeKey(on(NodeType.ORGANIZATION, Role.ADMIN, Role.OWNER)))
                .contains(RoleChangeRefusal.TARGET_IS_OWNER);
    }

    private static Parties keyOf(Role role, Permission... scopes) {
        return Parties.withSomebodyNew(NodeType.ORGANIZATION, new Rights(role, Optional.of(Set.of(scopes))));
    }

    @Test
    void everybodyMayLeaveButTheOnlyOwner() {
        for (Role role : Role.values()) {
            assertThat(RoleAssignmentRules.leave(leaving(Rights.of(role), false)))
                    .isEmpty();
        }
        assertThat(RoleAssignmentRules.leave(leaving(Rights.of(null), false))).isEmpty();
        assertThat(RoleAssignmentRules.leave(leaving(Rights.of(Role.OWNER), true)))
                .contains(RoleChangeRefusal.LAST_OWNER);
    }

    @Test
    void aKeyLeavesOnlyWithTheScopeOfRemovingMembers() {
        for (Role role : Role.values()) {
            Rights reading = new Rights(role, Optional.of(Set.of(Permission.MEMBER_READ, Permission.MEMBER_INVITE)));
            Rights removing = new Rights(role, Optional.of(Set.of(Permission.MEMBER_REMOVE)));

            assertThat(RoleAssignmentRules.leave(leaving(reading, false))).contains(RoleChangeRefusal.NOT_IN_SCOPE);
            assertThat(RoleAssignmentRules.leave(leaving(removing, false))).isEmpty();
            assertThat(RoleAssignmentRules.leave(leaving(removing, true))).contains(RoleChangeRefusal.LAST_OWNER);
        }
    }

    private static Parties leaving(Rights caller, boolean onlyOwner) {
        return new Parties(NodeType.ORGANIZATION, caller, caller.role(), onlyOwner);
    }
}
