package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.teams.access.Rights;
import io.enterprisemode.teams.access.RoleAssignmentRules;
import io.enterprisemode.teams.access.RoleAssignmentRules.Parties;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Whether somebody could make a key like this one now. */
final class KeyRights {

    private KeyRights() {}

    /**
     * Whether a key of the role, narrowed to the scopes, could be made.
     *
     * @param held roles of whoever would make it, in the organization
     * @param narrowed what the API key of whoever would make it is narrowed to; empty optional: they act by none
     */
    static boolean mayHold(
            Role role,
            Set<Permission> scopes,
            UUID organizationId,
            List<RoleAssignment> held,
            Optional<Set<Permission>> narrowed) {
        Rights rights = new Rights(
                AccessRules.effectiveRole(held, NodePath.organization(organizationId))
                        .map(EffectiveRole::role)
                        .orElse(null),
                narrowed);
        return RoleAssignmentRules.holdKey(role, Parties.withSomebodyNew(NodeType.ORGANIZATION, rights))
                        .isEmpty()
                && scopes.stream().allMatch(rights::inScope);
    }
}
