package io.enterprisemode.teams.access;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may give a role to whom, and who may remove whom. Whether the target really is the only OWNER must be read under
 * the same lock as the change is written.
 */
public final class RoleAssignmentRules {

    private RoleAssignmentRules() {}

    /**
     * The two sides of a change on one node.
     *
     * @param nodeType the level of the node
     * @param caller what the caller may do on the node
     * @param targetRole the effective role on the node of whose role is changed, null for none or for somebody new
     * @param targetIsOnlyOwner whether nobody else is assigned OWNER on the organization, and the target is
     */
    public record Parties(
            NodeType nodeType, Rights caller, @Nullable Role targetRole, boolean targetIsOnlyOwner) {

        /** The parties when the target has no role yet, for example for an invitation. */
        public static Parties withSomebodyNew(NodeType nodeType, Rights caller) {
            return new Parties(nodeType, caller, null, false);
        }
    }

    /** Why the caller may not set the target's role on the node to this one; empty when they may. */
    public static Optional<RoleChangeRefusal> assign(Role role, Parties parties) {
        return refuse(Permission.ROLE_ASSIGN, parties)
                .or(() -> notAbove(parties.caller(), role))
                .or(() -> role == Role.OWNER ? Optional.empty() : lastOwner(parties));
    }

    /** Why the caller may not remove the target from the node; empty when they may. */
    public static Optional<RoleChangeRefusal> remove(Parties parties) {
        return remove(Permission.MEMBER_REMOVE, parties);
    }

    /**
     * The same for a removal that another permission than member:remove stands for.
     *
     * @param permission what the caller needs: sso:manage for what an identity provider takes
     */
    public static Optional<RoleChangeRefusal> remove(Permission permission, Parties parties) {
        return refuse(permission, parties).or(() -> lastOwner(parties));
    }

    /**
     * Why the caller may not get the secret of an API key of this role on the organization, of a new key or by a
     * rotation; empty when they may. In addition, the scopes of the key must be within the caller's scopes.
     */
    public static Optional<RoleChangeRefusal> holdKey(Role role, Parties parties) {
        return refuse(Permission.APIKEY_MANAGE, parties).or(() -> notAbove(parties.caller(), role));
    }

    /** Why the caller may not revoke the target's API key; empty when they may. */
    public static Optional<RoleChangeRefusal> revokeKey(Parties parties) {
        return refuse(Permission.APIKEY_MANAGE, parties);
    }

    /**
     * Why the caller may not leave the organization; empty when they may, whatever their role. When an API key leaves,
     * its account is removed and the key is revoked. That is a removal, so the key needs the scope member:remove.
     *
     * @param self the parties on the organization, of which the caller is the target
     */
    public static Optional<RoleChangeRefusal> leave(Parties self) {
        return self.caller().inScope(Permission.MEMBER_REMOVE)
                ? lastOwner(self)
                : Optional.of(RoleChangeRefusal.NOT_IN_SCOPE);
    }

    private static Optional<RoleChangeRefusal> refuse(Permission permission, Parties parties) {
        if (!parties.caller().covers(permission.leastRole())) {
            return Optional.of(RoleChangeRefusal.NOT_PERMITTED);
        }
        if (!parties.caller().inScope(permission)) {
            return Optional.of(RoleChangeRefusal.NOT_IN_SCOPE);
        }
        if (parties.targetRole() == Role.OWNER && !parties.caller().covers(Role.OWNER)) {
            return Optional.of(RoleChangeRefusal.TARGET_IS_OWNER);
        }
        return Optional.empty();
    }

    private static Optional<RoleChangeRefusal> lastOwner(Parties parties) {
        return parties.nodeType() == NodeType.ORGANIZATION && parties.targetIsOnlyOwner()
                ? Optional.of(RoleChangeRefusal.LAST_OWNER)
                : Optional.empty();
    }

    private static Optional<RoleChangeRefusal> notAbove(Rights caller, Role role) {
        return caller.covers(role) ? Optional.empty() : Optional.of(RoleChangeRefusal.ROLE_ABOVE_OWN);
    }
}
