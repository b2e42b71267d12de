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
 * @param scopes codes of the permissions the key is limited to
 * @param expiresAt null: does not expire
 * @param revision grows with every change of this key; a lower one is stale
 */
public record ApiKeyChanged(
        String keyId,
        UUID organizationId,
        UUID principalId,
        String secretSha256,
        List<String> scopes,
        @Nullable Instant expiresAt,
        boolean revoked,
        long revision,
        Instant changedAt)
        implements EventData {

    public ApiKeyChanged {
        Require.text(keyId, "keyId");
        Require.present(organizationId, "organizationId");
        Require.present(principalId, "principalId");
        Require.text(secretSha256, "secretSha256");
        Require.that(secretSha256.matches("[0-9a-f]{64}"), "secretSha256 is not 64 hexadecimal digits");
        scopes = List.copyOf(Require.present(scopes, "scopes"));
        scopes.forEach(scope -> Require.text(scope, "scopes"));
        Require.notNegative(revision, "revision");
        Require.present(changedAt, "changedAt");
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
