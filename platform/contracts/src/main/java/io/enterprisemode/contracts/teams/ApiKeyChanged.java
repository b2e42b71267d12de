package io.enterprisemode.contracts.teams;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The current state of an API key. The secret itself is nowhere stored.
 *
 * @param principalId the principal on whose roles the key acts
 * @param secretSha256 64 lower-case hexadecimal digits
 * @param previousSecretSha256 of the secret before the last rotation, in the same form; null when there is none that is
 *     still good
 * @param previousValidUntil the previous secret is accepted before this instant only; null exactly when there is none
 * @param scopes codes of the permissions the key is limited to
 * @param expiresAt null: does not expire
 * @param revision grows with every change of this key; a lower one is stale
 */
public record ApiKeyChanged(
        String keyId,
        UUID organizationId,
        UUID principalId,
        String secretSha256,
        @Nullable String previousSecretSha256,
        @Nullable Instant previousValidUntil,
        List<String> scopes,
        @Nullable Instant expiresAt,
        boolean revoked,
        long revision,
        Instant changedAt)
        implements EventData {

    private static final String SHA_256 = "[0-9a-f]{64}";

    public ApiKeyChanged {
        Require.text(keyId, "keyId");
        Require.present(organizationId, "organizationId");
        Require.present(principalId, "principalId");
        Require.text(secretSha256, "secretSha256");
        Require.that(secretSha256.matches(SHA_256), "secretSha256 is not 64 hexadecimal digits");
        Require.that(
                previousSecretSha256 == null || previousSecretSha256.matches(SHA_256),
                "previousSecretSha256 is not 64 hexadecimal digits");
        Require.that(
                (previousSecretSha256 == null) == (previousValidUntil == null),
                "a previous secret and its end come together: " + keyId);
        scopes = List.copyOf(Require.present(scopes, "scopes"));
        scopes.forEach(scope -> Require.text(scope, "scopes"));
        Require.notNegative(revision, "revision");
        Require.present(changedAt, "changedAt");
    }

    /** A key with one secret. */
    public ApiKeyChanged(
            String keyId,
            UUID organizationId,
            UUID principalId,
            String secretSha256,
            List<String> scopes,
            @Nullable Instant expiresAt,
            boolean revoked,
            long revision,
            Instant changedAt) {
        this(
                keyId,
                organizationId,
                principalId,
                secretSha256,
                null,
                null,
                scopes,
                expiresAt,
                revoked,
                revision,
                changedAt);
    }

    @Override
    public String key() {
        return keyId;
    }

    @Override
    public String subject() {
        return keyId;
    }
}
