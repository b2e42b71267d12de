package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.access.AccessRules;
import io.enterprisemode.contracts.access.EffectiveRole;
import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.teams.access.Rights;
import io.enterprisemode.teams.access.RoleAssignmentRules;
import io.enterprisemode.teams.access.RoleAssignmentRules.Parties;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether an offer could be made now: it is valid only if its maker may give the role when it is accepted. */
final class OfferRules {

    private OfferRules() {}

    /**
     * Whether a role could be given to somebody new.
     *
     * @param path to the node of the role; null: the node is gone
     * @param roles of whoever offers it, in the organization
     * @param scopes what the API key of whoever offers it is narrowed to; empty optional: they act by none
     */
    static boolean mayGive(
            Role role, @Nullable NodePath path, List<RoleAssignment> roles, Optional<Set<Permission>> scopes) {
        if (path == null) {
            return false;
        }
        Rights rights = new Rights(
                AccessRules.effectiveRole(roles, path).map(EffectiveRole::role).orElse(null), scopes);
        return RoleAssignmentRules.assign(
                        role, Parties.withSomebodyNew(path.node().type(), rights))
                .isEmpty();
    }
}
