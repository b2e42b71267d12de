package io.enterprisemode.teams.scim;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeRef;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.access.RoleAssignmentRules.Parties;
import io.enterprisemode.teams.member.MemberProblems;
import io.enterprisemode.teams.member.MemberService;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What provisioning gives and takes: VIEWER on the organization to every active user, MEMBER on the team to those in
 * its group. It never lowers a role somebody was given otherwise; what it takes, it takes by the rules of removing
 * members (an ADMIN removes no OWNER, nobody the last one), with sso:manage in the place of member:remove.
 */
@ApplicationScoped
class ProvisionedAccess {

    static final Role IN_ORGANIZATION = Role.VIEWER;
    static final Role IN_TEAM = Role.MEMBER;

    private final Memberships memberships;
    private final MemberService members;
    private final Nodes nodes;
    private final ScimGroupRepository groups;

    ProvisionedAccess(Memberships memberships, MemberService members, Nodes nodes, ScimGroupRepository groups) {
        this.memberships = memberships;
        this.members = members;
        this.nodes = nodes;
        this.groups = groups;
    }

    /** Gives a person what their user has: on first sign-in, and when a user is active again. */
    Uni<Void> give(Tenant tenant, Origin origin, UUID principalId, UUID userId) {
        NodeRef organization = new NodeRef(NodeType.ORGANIZATION, tenant.organizationId());
        return memberships
                .assignAtLeast(tenant, origin, principalId, organization, IN_ORGANIZATION)
                .chain(() -> groups.groupsOf(tenant, Set.of(userId)))
                .chain(found -> SequentialSteps.forEach(
                        found, membership -> join(tenant, origin, principalId, membership.groupId())));
    }

    /** Takes every role in the organization. */
    Uni<Void> take(Tenant tenant, Origin origin, UUID principalId) {
        return members.removeEntirely(tenant, origin, Permission.SSO_MANAGE, principalId);
    }

    /**
     * Removes every role of a person who is found to be a deactivated user, on behalf of the caller that deactivated
     * the user. An OWNER is left as is, since only an OWNER may remove an OWNER.
     */
    Uni<Void> takeFromArriving(Tenant tenant, Origin origin, UUID principalId) {
        return memberships
                .rolesOf(tenant, principalId)
                .chain(roles -> roles.isEmpty() || roles.stream().anyMatch(role -> role.role() == Role.OWNER)
                        ? Uni.createFrom().voidItem()
                        : memberships.remove(tenant, origin, principalId, roles));
    }

    /**
     * Gives a member the role on the team. A member that was removed by hand, and so holds no role, gets none by a
     * group.
     */
    Uni<Void> join(Tenant tenant, Origin origin, UUID principalId, UUID teamId) {
        return memberships
                .rolesOf(tenant, principalId)
                .chain(roles -> roles.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : memberships.assignAtLeast(
                                tenant, origin, principalId, new NodeRef(NodeType.TEAM, teamId), IN_TEAM));
    }

    /** Takes the role on the team and those on its workspaces. */
    Uni<Void> leave(Tenant tenant, Origin origin, UUID principalId, UUID teamId) {
        NodePath path = NodePath.team(tenant.organizationId(), teamId);
        return nodes.subtree(tenant, path)
                .chain(subtree -> memberships
                        .rolesOf(tenant, principalId)
                        .map(roles -> within(roles, subtree))
                        .chain(roles -> roles.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : memberships
                                        .parties(tenant, origin.caller(), principalId, path)
                                        .invoke(parties -> requireRemovable(parties, roles))
                                        .chain(() -> memberships.remove(tenant, origin, principalId, roles))));
    }

    private static List<RoleAssignment> within(List<RoleAssignment> roles, Optional<Set<UUID>> subtree) {
        return roles.stream()
                .filter(role -> subtree.isEmpty() || subtree.get().contains(role.nodeId()))
                .toList();
    }

    /** Checks the roles to be removed only; roles above the team stay, so they are no obstacle. */
    private static void requireRemovable(Parties parties, List<RoleAssignment> taken) {
        Role highest = taken.stream()
                .map(RoleAssignment::role)
                .max(Comparator.comparing((Role role) -> role.covers(Role.OWNER))
                        .thenComparing(role -> role.covers(Role.ADMIN)))
                .orElseThrow();
        MemberProblems.requireRemovable(
                Permission.SSO_MANAGE, new Parties(NodeType.TEAM, parties.caller(), highest, false));
    }
}
