package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.access.ApiKeyRows;
import java.util.Set;

/**
 * What an API key lets through of what the roles of its service account allow.
 *
 * @param permissions what it is scoped to
 * @param expired whether it is accepted no more, since its time is over
 * @param revoked whether it is accepted no more, since it was revoked
 */
record KeyScopes(Set<Permission> permissions, boolean expired, boolean revoked) {

    KeyScopes {
        permissions = Set.copyOf(permissions);
    }

    /**
     * Reads the scopes as the table keeps them: codes parted by blanks. What this version does not know lets nothing
     * through.
     */
    static KeyScopes of(String codes, boolean expired, boolean revoked) {
        return new KeyScopes(ApiKeyRows.scopes(codes), expired, revoked);
    }

    boolean allows(Permission permission) {
        return !expired && !revoked && permissions.contains(permission);
    }
}
