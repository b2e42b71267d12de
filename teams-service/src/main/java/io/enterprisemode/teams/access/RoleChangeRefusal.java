package io.enterprisemode.teams.access;

/** Why a role may not be given or taken. */
public enum RoleChangeRefusal {
    /** The caller's effective role on the node does not have the permission. */
    NOT_PERMITTED,
    /** The role has the permission, but the API key that the caller acts by is not scoped to it. */
    NOT_IN_SCOPE,
    /** Nobody but an OWNER changes or removes an OWNER. */
    TARGET_IS_OWNER,
    /** Nobody assigns a role above their own. */
    ROLE_ABOVE_OWN,
    /** An organization always keeps at least one OWNER. */
    LAST_OWNER
}
