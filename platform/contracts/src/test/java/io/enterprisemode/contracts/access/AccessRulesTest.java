package io.enterprisemode.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AccessRulesTest {

    private static final UUID ACME = UUID.randomUUID();
    private static final UUID GLOBEX = UUID.randomUUID();
    private static final UUID TEAM = UUID.randomUUID();
    private static final UUID WORKSPACE = UUID.randomUUID();

    @Test
    void theHighestRoleOnThePathCountsNotTheNearest() {
        List<RoleAssignment> roles = List.of(
                new RoleAssignment(NodeType.ORGANIZATION, ACME, Role.ADMIN),
                new RoleAssignment(NodeType.WORKSPACE, WORKSPACE, Role.VIEWER));

        EffectiveRole effective = AccessRules.effectiveRole(roles, NodePath.workspace(ACME, TEAM, WORKSPACE))
                .orElseThrow();

        assertThat(effective.role()).isEqualTo(Role.ADMIN);
        assertThat(effective.assignedOn()).isEqualTo(new NodeRef(NodeType.ORGANIZATION, ACME));
        assertThat(effective.path()).hasSize(3);
    }

    @Test
    void ofEqualRolesTheNearestExplainsTheDecision() {
        List<RoleAssignment> roles = List.of(
                new RoleAssignment(NodeType.ORGANIZATION, ACME, Role.MEMBER),
                new RoleAssignment(NodeType.TEAM, TEAM, Role.MEMBER));

        AccessDecision decision =
                AccessRules.decide(Permission.USAGE_WRITE, roles, NodePath.workspace(ACME, TEAM, WORKSPACE));

        assertThat(decision.allowed()).isTrue();
        assertThat(decision.effectiveRole()).isNotNull();
        assertThat(decision.effectiveRole().path())
                .containsExactly(new NodeRef(NodeType.TEAM, TEAM), new NodeRef(NodeType.WORKSPACE, WORKSPACE));
    }

    @Test
    void nothingFlowsUpward() {
        List<RoleAssignment> roles = List.of(new RoleAssignment(NodeType.WORKSPACE, WORKSPACE, Role.OWNER));

        assertThat(AccessRules.effectiveRole(roles, NodePath.team(ACME, TEAM))).isEmpty();
        assertThat(AccessRules.decide(Permission.ORG_READ, roles, NodePath.workspace(ACME, TEAM, WORKSPACE))
                        .allowed())
                .isFalse();
    }

    @Test
    void aTeamRoleNeverGrantsWhatBelongsToTheOrganization() {
        List<RoleAssignment> roles = List.of(new RoleAssignment(NodeType.TEAM, TEAM, Role.OWNER));

        List<Permission> granted = Arrays.stream(Permission.values())
                .filter(permission -> AccessRules.decide(permission, roles, NodePath.team(ACME, TEAM))
                        .allowed())
                .toList();

        assertThat(granted)
                .isNotEmpty()
                .noneMatch(Permission::organizationLevel)
                .contains(Permission.REPORT_READ);
    }

    @Test
    void aRoleInOneOrganizationIsNoneInAnother() {
        List<RoleAssignment> roles = List.of(new RoleAssignment(NodeType.ORGANIZATION, ACME, Role.OWNER));

        AccessDecision decision = AccessRules.decide(Permission.ORG_READ, roles, NodePath.organization(GLOBEX));

        assertThat(decision.allowed()).isFalse();
        assertThat(decision.role()).isNull();
    }

    @Test
    void aPathLeadsFromTheOrganizationOverTheTeam() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NodePath(List.of(new NodeRef(NodeType.TEAM, TEAM))));
        assertThatIllegalArgumentException().isThrownBy(() -> new NodePath(List.of()));
    }

    @Test
    void theOrganizationLevelPermissionsAreThoseOfTheTable() {
        assertThat(Arrays.stream(Permission.values())
                        .filter(Permission::organizationLevel)
                        .map(Permission::code)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "org:read",
                        "org:update",
                        "org:delete",
                        "billing:read",
                        "billing:manage",
                        "audit:read",
                        "audit:export",
                        "audit:retention",
                        "audit:erase",
                        "apikey:manage",
                        "sso:manage");
    }

    @Test
    void everyPermissionIsFoundByItsCode() {
        assertThat(Permission.values())
                .hasSize(27)
                .allSatisfy(permission ->
                        assertThat(Permission.fromCode(permission.code())).contains(permission));
        assertThat(Permission.fromCode("org:fly")).isEmpty();
    }

    @Test
    void anOperatorHasEveryInstallationPermissionAndOthersOnlyTheNamed() {
        assertThat(InstallationPermission.ofTokenRoles(List.of("operator")))
                .containsExactlyInAnyOrder(InstallationPermission.values());
        assertThat(InstallationPermission.ofTokenRoles(List.of("usage:backfill", "something")))
                .containsExactly(InstallationPermission.USAGE_BACKFILL);
        assertThat(InstallationPermission.ofTokenRoles(List.of())).isEmpty();
    }
}
