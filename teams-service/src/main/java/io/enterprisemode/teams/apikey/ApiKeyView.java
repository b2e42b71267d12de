package io.enterprisemode.teams.apikey;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.access.Role;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An API key.
 *
 * @param keyId the public part, {@code emk_<keyId>_...}
 * @param principalId the service account it acts as
 * @param role what that account was made on the organization
 * @param scopes codes of the permissions it is narrowed to
 * @param expiresAt left out: never
 * @param rotatedAt when it got its present secret, if that is not the first one
 * @param rotatedBy who got its present secret by the last rotation; left out: nobody, or not known
 * @param previousValidUntil until when the secret before the last rotation is good as well
 * @param lastUsedAt when a service last accepted it, with a delay of up to two minutes; left out: no known use
 * @param creatorGone true when whoever made the key belongs to the organization no more, in lists only; else left out
 * @param creatorBelow true when whoever made the key could not make it any more, since their role is lower now or their
 *     own key narrower, in lists only
 * @param rotatorGone true when whoever rotated the key belongs to the organization no more, in lists only; else left
 *     out
 * @param rotatorBelow true when whoever rotated the key could not make it any more, in lists only; else left out
 * @param key only in the first answer to its creation or rotation, never again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ApiKey")
public record ApiKeyView(
        String keyId,
        String name,
        UUID principalId,
        Role role,
        List<String> scopes,
        UUID createdBy,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant rotatedAt,
        @Nullable UUID rotatedBy,
        @Nullable Instant previousValidUntil,
        @Nullable Instant lastUsedAt,
        @Nullable Boolean creatorGone,
        @Nullable Boolean creatorBelow,
        @Nullable Boolean rotatorGone,
        @Nullable Boolean rotatorBelow,

        @Schema(description = "The whole key. Only in the first answer to the creation or a rotation, never again.")
        @Nullable
        String key) {

    public ApiKeyView {
        scopes = List.copyOf(scopes);
    }

    ApiKeyView with(String shownOnce) {
        return with(creatorGone, creatorBelow, rotatorGone, rotatorBelow, shownOnce);
    }

    /** The same, marked; false is left out. */
    ApiKeyView marked(boolean ofCreatorGone, boolean ofCreatorBelow, boolean ofRotatorGone, boolean ofRotatorBelow) {
        return with(mark(ofCreatorGone), mark(ofCreatorBelow), mark(ofRotatorGone), mark(ofRotatorBelow), key);
    }

    private static @Nullable Boolean mark(boolean set) {
        return set ? true : null;
    }

    private ApiKeyView with(
            @Nullable Boolean ofCreatorGone,
            @Nullable Boolean ofCreatorBelow,
            @Nullable Boolean ofRotatorGone,
            @Nullable Boolean ofRotatorBelow,
            @Nullable String shown) {
        return new ApiKeyView(
                keyId,
                name,
                principalId,
                role,
                scopes,
                createdBy,
                createdAt,
                expiresAt,
                revokedAt,
                rotatedAt,
                rotatedBy,
                previousValidUntil,
                lastUsedAt,
                ofCreatorGone,
                ofCreatorBelow,
                ofRotatorGone,
                ofRotatorBelow,
                shown);
    }
}
