package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.teams.PrincipalKind;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What is known of a principal on a node of an organization, as it was at one moment.
 *
 * @param belongs whether it has any role in the organization
 * @param pending whether somebody else made it a member and it has not named the organization yet
 * @param roles on the path of the node; on the organization only where the node is unknown
 * @param path of the node; empty when the organization has no such node
 * @param kind empty when the organization has never known the principal
 * @param key what the API key of a service account is narrowed to; empty for everybody else
 */
record AccessFacts(
        boolean belongs,
        boolean pending,
        List<RoleAssignment> roles,
        Optional<NodePath> path,
        Optional<PrincipalKind> kind,
        Optional<KeyScopes> key) {

    /** Who is asked about, and where. */
    record Asked(UUID organizationId, UUID principalId, UUID nodeId) {}

    AccessFacts {
        roles = List.copyOf(roles);
    }

    /** Whether the roles have the permission on the node the path leads to. */
    boolean allow(Permission permission, NodePath where) {
        return AccessRules.decide(permission, roles, where).allowed();
    }

    /** In an organization that is to be deleted only the role OWNER on the organization counts. */
    static boolean isKept(boolean active, RoleAssignment assignment) {
        return active || (assignment.nodeType() == NodeType.ORGANIZATION && assignment.role() == Role.OWNER);
    }
}
