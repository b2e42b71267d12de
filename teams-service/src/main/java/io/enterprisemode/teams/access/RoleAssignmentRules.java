package io.enterprisemode.teams.access;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may give a role to whom, and who may remove whom. Whether the target really is the only OWNER must be read under the same lock as the
 * change is written.
 */
public final class RoleAssignmentRules {

    private RoleAssignmentRules() {}

    /**
     * The two sides of a change on one node.
     *
     * @param nodeType the level of the node
     * @param callerRole the caller's effective role on the node, null for none
     * @param targetRole the effective role on the node of whose role is changed, null for none or for somebody new
     * @param targetIsOnlyOwner whether nobody else is assigned OWNER on the organization, and the target is
     */
    public record Parties(
            NodeType nodeType,
            @Nullable Role callerRole,
            @Nullable Role targetRole,
            boolean targetIsOnlyOwner) {}

    /** Why the caller may not set the target's role on the node to this one; empty when they may. */
    public static Optional<RoleChangeRefusal> assign(Role role, Parties parties) {
        return refuse(Permission.ROLE_ASSIGN, parties)
                .or(() -> covers(parties.callerRole(), role)
                        ? Optional.empty()
                        : Optional.of(RoleChangeRefusal.ROLE_ABOVE_OWN))
                .or(() -> role == Role.OWNER ? Optional.empty() : lastOwner(parties));
    }

    /** Why the caller may not remove the target from the node; empty when they may. */
    public static Optional<RoleChangeRefusal> remove(Parties parties) {
        return refuse(Permission.MEMBER_REMOVE, parties).or(() -> lastOwner(parties));
    }

    /** Why the target may not leave the organization of its own accord; empty when it may, whatever its role. */
    public static Optional<RoleChangeRefusal> leave(boolean isOnlyOwner) {
        return isOnlyOwner ? Optional.of(RoleChangeRefusal.LAST_OWNER) : Optional.empty();
    }

    private static Optional<RoleChangeRefusal> refuse(Permission permission, Parties parties) {
        if (!covers(parties.callerRole(), permission.leastRole())) {
            return Optional.of(RoleChangeRefusal.NOT_PERMITTED);
        }
        if (parties.targetRole() == Role.OWNER && parties.callerRole() != Role.OWNER) {
            return Optional.of(RoleChangeRefusal.TARGET_IS_OWNER);
        }
        return Optional.empty();
    }

    private static Optional<RoleChangeRefusal> lastOwner(Parties parties) {
        return parties.nodeType() == NodeType.ORGANIZATION && parties.targetIsOnlyOwner()
                ? Optional.of(RoleChangeRefusal.LAST_OWNER)
                : Optional.empty();
    }

    private static boolean covers(@Nullable Role held, Role needed) {
        return held != null && held.covers(needed);
    }
}
