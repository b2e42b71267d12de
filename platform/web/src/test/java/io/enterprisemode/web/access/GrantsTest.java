package io.enterprisemode.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class GrantsTest {

    private final UUID organization = UUID.randomUUID();
    private final UUID team = UUID.randomUUID();
    private final UUID workspace = UUID.randomUUID();

    @Test
    void aRoleOnTheOrganizationReachesEverywhere() {
        Grants admin = grants(new RoleAssignment(NodeType.ORGANIZATION, organization, Role.ADMIN));

        assertThat(admin.reach(Permission.BILLING_MANAGE)).isEqualTo(new Reach.WholeOrganization());
        assertThat(admin.allows(Permission.ORG_DELETE)).isFalse();
    }

    @Test
    void aRoleOnATeamReachesItsSubtreeButNoBilling() {
        Grants teamOwner = grants(
                new RoleAssignment(NodeType.TEAM, team, Role.OWNER),
                new RoleAssignment(NodeType.WORKSPACE, workspace, Role.VIEWER));

        assertThat(teamOwner.reach(Permission.USAGE_READ))
                .isEqualTo(new Reach.Subtrees(Set.of(team), Set.of(workspace)));
        assertThat(teamOwner.reach(Permission.USAGE_WRITE)).isEqualTo(new Reach.Subtrees(Set.of(team), Set.of()));
        assertThat(teamOwner.reach(Permission.BILLING_READ)).isEqualTo(new Reach.Subtrees(Set.of(), Set.of()));
    }

    @Test
    void anApiKeyNeverReachesBeyondItsScopes() {
        Grants key = grants(new RoleAssignment(NodeType.ORGANIZATION, organization, Role.OWNER))
                .narrowedTo(Set.of(Permission.USAGE_WRITE));

        assertThat(key.allows(Permission.USAGE_WRITE)).isTrue();
        assertThat(key.allows(Permission.USAGE_READ)).isFalse();
        assertThat(key.allows(Permission.ORG_DELETE)).isFalse();
    }

    @Test
    void whileDeletionIsPendingOwnersReadWhatIsBilledAndNobodyElseDoesAnything() {
        Grants owner = new Grants(
                        organization,
                        UUID.randomUUID(),
                        List.of(
                                new RoleAssignment(NodeType.ORGANIZATION, organization, Role.OWNER),
                                new RoleAssignment(NodeType.TEAM, team, Role.ADMIN)))
                .whileDeletionIsPending();

        assertThat(Permission.values())
                .filteredOn(permission -> !owner.reach(permission).equals(new Reach.Subtrees(Set.of(), Set.of())))
                .containsExactly(Permission.BILLING_READ);
        assertThat(owner.narrowedTo(Set.of(Permission.USAGE_READ)).allows(Permission.BILLING_READ))
                .isFalse();
        assertThat(owner.narrowedTo(Set.of(Permission.USAGE_READ)).allows(Permission.USAGE_READ))
                .isFalse();
        for (RoleAssignment role : List.of(
                new RoleAssignment(NodeType.ORGANIZATION, organization, Role.ADMIN),
                new RoleAssignment(NodeType.TEAM, team, Role.OWNER))) {
            assertThat(new Grants(organization, UUID.randomUUID(), List.of(role))
                            .whileDeletionIsPending()
                            .isMember())
                    .isFalse();
        }
    }

    @Test
    void noRoleIsNoMember() {
        assertThat(grants().isMember()).isFalse();
        assertThat(grants().reach(Permission.ORG_READ)).isEqualTo(new Reach.Subtrees(Set.of(), Set.of()));
    }

    private Grants grants(RoleAssignment... roles) {
        return new Grants(organization, UUID.randomUUID(), List.of(roles));
    }
}
