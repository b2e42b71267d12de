package io.enterprisemode.teams.access;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a principal may do on one node: the effective role there, narrowed by the scopes of the API key it acts by. A
 * check of a role always includes the scopes, since a key may do less than its role.
 *
 * @param role the effective role on the node, null for none
 * @param scopes what an API key is narrowed to; empty optional: not narrowed
 */
public record Rights(@Nullable Role role, Optional<Set<Permission>> scopes) {

    public Rights {
        scopes = scopes.map(Set::copyOf);
    }

    /** Those of somebody who does not act by an API key. */
    public static Rights of(@Nullable Role role) {
        return new Rights(role, Optional.empty());
    }

    /** Whether the role is at least this one, whatever the scopes. */
    public boolean covers(Role needed) {
        return role != null && role.covers(needed);
    }

    /** Whether the credential lets the permission through, as far as the role has it. */
    public boolean inScope(Permission permission) {
        return scopes.map(narrowed -> narrowed.contains(permission)).orElse(true);
    }
}
