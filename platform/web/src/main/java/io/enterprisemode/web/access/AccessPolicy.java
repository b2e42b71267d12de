package io.enterprisemode.web.access;

import io.enterprisemode.contracts.access.Permission;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where roles and API keys are looked up: teams-service asks its own tables, the other services their projection. Every
 * method fails with a 503 problem when the view is too old to decide: no access is granted without a decision.
 */
public interface AccessPolicy {

    /** The roles of a principal in an organization; no roles when there is no such membership. */
    Uni<Grants> grants(UUID organizationId, UUID principalId);

    /**
     * The organizations in which the principal holds any role, at most {@code limit}. Pending memberships (somebody
     * else made it a member, and it has not named the organization yet) are left out: they count only in requests that
     * name the organization, and so do not make the organization of other requests ambiguous.
     */
    Uni<List<UUID>> organizationsOf(UUID principalId, int limit);

    /**
     * Records that the principal of the grants, which are {@link Grants#pending}, has named the organization. From now
     * on the membership also counts in requests that do not name the organization.
     *
     * @param person whether the token is a person's; a person needs a seat, and is not found until teams-service has
     *     assigned one
     */
    default Uni<Void> named(Grants grants, boolean person) {
        return Uni.createFrom().voidItem();
    }

    /** The key with this id, whatever its state; empty when unknown. */
    Uni<Optional<ApiKey>> apiKey(String keyId);

    /** Records that a request with the key was accepted; must neither wait nor fail. */
    default void used(ApiKey key, Instant at) {}

    /**
     * Makes a decision that includes everything from before an instant. A refusal by a view that may lack some of it is
     * not final: the decision is repeated when the view changes, until it is no refusal, or the view has everything.
     * Fails with 503 when that takes too long.
     *
     * @param asOf by the clock of teams-service
     * @param mayChange whether a failure of the decision is a refusal that a more recent view may reverse
     * @param share the key whose share of the waiting requests it counts against; above the bound, a refusal is final.
     *     It is called after a refusal
     */
    default <T> Uni<T> decided(Instant asOf, Uni<T> decision, Predicate<Throwable> mayChange, Supplier<UUID> share) {
        return decision;
    }

    /**
     * Whether the organization exists (for callers who act on it with an installation permission). A view waits until
     * it has everything that was committed before the call.
     */
    Uni<Boolean> organizationExists(UUID organizationId);

    /**
     * An API key as it is known here.
     *
     * @param keyId public part
     * @param organizationId the only organization it acts in
     * @param principalId the service account behind it
     * @param secretSha256 lower-case hex
     * @param previousSecretSha256 of the secret before the last rotation; null: none
     * @param previousValidUntil the previous secret is accepted before this instant only
     * @param scopes what it is narrowed to
     * @param expiresAt null: never
     * @param revoked no longer valid
     */
    record ApiKey(
            String keyId,
            UUID organizationId,
            UUID principalId,
            String secretSha256,
            @Nullable String previousSecretSha256,
            @Nullable Instant previousValidUntil,
            Set<Permission> scopes,
            @Nullable Instant expiresAt,
            boolean revoked) {

        public ApiKey {
            scopes = Set.copyOf(scopes);
        }

        /** Whether the key may be used at this instant with this secret's hash; compares in constant time. */
        public boolean accepts(String sha256, Instant now) {
            boolean current = same(secretSha256, sha256);
            boolean previous = previousSecretSha256 != null
                    && same(previousSecretSha256, sha256)
                    && previousValidUntil != null
                    && now.isBefore(previousValidUntil);
            return (current || previous) && isLive(now);
        }

        /** Whether the key is neither revoked nor expired at this instant. */
        public boolean isLive(Instant now) {
            return !revoked && (expiresAt == null || now.isBefore(expiresAt));
        }

        private static boolean same(String known, String presented) {
            return MessageDigest.isEqual(
                    known.getBytes(StandardCharsets.US_ASCII), presented.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
