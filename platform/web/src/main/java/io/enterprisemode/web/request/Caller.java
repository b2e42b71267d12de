package io.enterprisemode.web.request;

import io.enterprisemode.contracts.access.InstallationPermission;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as the verified credential says.
 *
 * @param kind what sort of principal
 * @param principalId derived from issuer and subject; for an API key its service account's
 * @param issuer of the token; empty for an API key
 * @param subject of the token, or the key's id
 * @param name for people to read, when the token has one
 * @param email when the token has one
 * @param emailVerified whether the issuer says that the address is the caller's; null when it does not say
 * @param installation the permissions on the whole installation that the token carries
 */
public record Caller(
        Kind kind,
        UUID principalId,
        String issuer,
        String subject,
        @Nullable String name,
        @Nullable String email,
        @Nullable Boolean emailVerified,
        Set<InstallationPermission> installation) {

    /** Sorts of principals. */
    public enum Kind {
        USER,
        SERVICE_ACCOUNT,
        API_KEY
    }

    public Caller {
        installation = Set.copyOf(installation);
    }

    /** The name to show for this caller. */
    public String label() {
        return name == null ? subject : name;
    }
}
