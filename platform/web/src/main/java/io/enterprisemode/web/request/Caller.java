package io.enterprisemode.web.request;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.contracts.access.Permission;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The caller, from the verified credential.
 *
 * @param kind what sort of principal
 * @param principalId derived from issuer and subject; for an API key its service account's
 * @param issuer of the token; empty for an API key
 * @param subject of the token, or the key's id
 * @param name for people to read, when the token has one
 * @param email when the token has one
 * @param emailVerified whether the issuer states that the address is the caller's; null when it states nothing
 * @param installation the permissions on the whole installation that the token carries
 * @param scopes what an API key is narrowed to; empty optional: not narrowed, as every token is
 */
public record Caller(
        Kind kind,
        UUID principalId,
        String issuer,
        String subject,
        @Nullable String name,
        @Nullable String email,
        @Nullable Boolean emailVerified,
        Set<InstallationPermission> installation,
        Optional<Set<Permission>> scopes) {

    /** Sorts of principals. */
    public enum Kind {
        USER,
        SERVICE_ACCOUNT,
        API_KEY
    }

    public Caller {
        installation = Set.copyOf(installation);
        scopes = scopes.map(Set::copyOf);
        if ((kind == Kind.API_KEY) != scopes.isPresent()) {
            throw new IllegalArgumentException("exactly an API key has scopes: " + subject);
        }
    }

    /** Whoever calls by a token, which is not narrowed. */
    public static Caller byToken(
            Kind kind,
            UUID principalId,
            String issuer,
            String subject,
            @Nullable String name,
            @Nullable String email,
            @Nullable Boolean emailVerified,
            Set<InstallationPermission> installation) {
        return new Caller(
                kind, principalId, issuer, subject, name, email, emailVerified, installation, Optional.empty());
    }

    /** A program that calls by an API key, which acts for its service account within its scopes. */
    public static Caller byApiKey(UUID principalId, String keyId, Set<Permission> scopes) {
        return new Caller(Kind.API_KEY, principalId, "", keyId, null, null, null, Set.of(), Optional.of(scopes));
    }

    /** The name to show for this caller. */
    public String label() {
        return name == null ? subject : name;
    }
}
