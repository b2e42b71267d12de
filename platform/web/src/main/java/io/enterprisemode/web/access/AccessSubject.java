package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.Permission;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The caller and the organization of a request; whether the caller is a member is not decided yet.
 *
 * @param organizationId the API key's, the named one, or the caller's only one
 * @param principalId who asks
 * @param scopes what an API key is narrowed to; empty optional: not narrowed
 * @param person whether the token is a person's, as far as tokens tell
 */
public record AccessSubject(UUID organizationId, UUID principalId, Optional<Set<Permission>> scopes, boolean person) {

    public AccessSubject {
        scopes = scopes.map(Set::copyOf);
    }

    /** Whether the credential lets this permission through, as far as roles have it. */
    public boolean inScope(Permission permission) {
        return scopes.map(narrowed -> narrowed.contains(permission)).orElse(true);
    }

    /** These roles as the subject's, narrowed like the credential. */
    Grants narrowed(Grants grants) {
        return scopes.map(grants::narrowedTo).orElse(grants);
    }
}
