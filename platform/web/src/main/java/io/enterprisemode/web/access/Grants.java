package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The roles a principal holds in one organization, narrowed by the scopes of an API key when one was used.
 *
 * @param organizationId the organization
 * @param principalId who holds them
 * @param roles all assignments of the principal in the organization; empty means no access
 * @param scopes what an API key was narrowed to; empty optional: not narrowed
 * @param pending whether somebody else made the principal a member and it has not named the organization yet
 */
public record Grants(
        UUID organizationId,
        UUID principalId,
        List<RoleAssignment> roles,
        Optional<Set<Permission>> scopes,
        boolean pending) {

    public Grants {
        roles = List.copyOf(roles);
        scopes = scopes.map(Set::copyOf);
    }

    public Grants(UUID organizationId, UUID principalId, List<RoleAssignment> roles) {
        this(organizationId, principalId, roles, Optional.empty(), false);
    }

    public Grants(UUID organizationId, UUID principalId, List<RoleAssignment> roles, Optional<Set<Permission>> scopes) {
        this(organizationId, principalId, roles, scopes, false);
    }

    /** What is in the scopes of a key, of what there is. */
    public Grants narrowedTo(Set<Permission> keyScopes) {
        Set<Permission> narrowed = new HashSet<>(keyScopes);
        scopes.ifPresent(narrowed::retainAll);
        return new Grants(organizationId, principalId, roles, Optional.of(narrowed), pending);
    }

    /** What is left while the deletion of the organization is pending: its owners read its invoices and payments. */
    public Grants whileDeletionIsPending() {
        List<RoleAssignment> owner = roles.stream()
                .filter(role -> role.role() == Role.OWNER && role.nodeId().equals(organizationId))
                .toList();
        return new Grants(organizationId, principalId, owner, scopes, pending)
                .narrowedTo(Set.of(Permission.BILLING_READ));
    }

    public boolean isMember() {
        return !roles.isEmpty();
    }

    /** Whether the credential lets this permission through, as far as roles have it. */
    public boolean inScope(Permission permission) {
        return scopes.map(narrowed -> narrowed.contains(permission)).orElse(true);
    }

    /** Whether the permission is held on the organization itself. */
    public boolean allows(Permission permission) {
        return reach(permission) instanceof Reach.WholeOrganization;
    }

    /** Where the permission is held; organization-level permissions are never held below the organization. */
    public Reach reach(Permission permission) {
        Set<UUID> teams = new HashSet<>();
        Set<UUID> workspaces = new HashSet<>();
        if (!inScope(permission)) {
            return new Reach.Subtrees(teams, workspaces);
        }
        for (RoleAssignment assignment : roles) {
            if (!assignment.role().covers(permission.leastRole())) {
                continue;
            }
            if (assignment.nodeType() == NodeType.ORGANIZATION) {
                return new Reach.WholeOrganization();
            }
            if (!permission.organizationLevel()) {
                (assignment.nodeType() == NodeType.TEAM ? teams : workspaces).add(assignment.nodeId());
            }
        }
        return new Reach.Subtrees(teams, workspaces);
    }
}
