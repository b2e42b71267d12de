package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.member.KeysOfMembers;
import io.enterprisemode.teams.member.MemberProblems;
import io.enterprisemode.teams.membership.Identity;
import io.enterprisemode.teams.membership.Memberships;
import io.enterprisemode.teams.structure.Nodes;
import io.enterprisemode.web.access.ApiKeyFormat;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Making, rotating and revoking API keys. Each acts as a service account of its own, with a role on the organization.
 */
@ApplicationScoped
class ApiKeyService implements KeysOfMembers {

    private static final Instant LATEST_EXPIRY = Instant.parse("9999-12-31T00:00:00Z");

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final ApiKeyRepository apiKeys;
    private final DerivedKeys derivedKeys;
    private final ApiKeyScopes scopes;
    private final Nodes nodes;
    private final Memberships memberships;
    private final ApiKeyJournal journal;
    private final Clock clock;

    ApiKeyService(
            TenantTransactions transactions,
            Idempotency idempotency,
            ApiKeyRepository apiKeys,
            DerivedKeys derivedKeys,
            ApiKeyScopes scopes,
            Nodes nodes,
            Memberships memberships,
            ApiKeyJournal journal,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.apiKeys = apiKeys;
        this.derivedKeys = derivedKeys;
        this.scopes = scopes;
        this.nodes = nodes;
        this.memberships = memberships;
        this.journal = journal;
        this.clock = clock;
    }

    /** Makes a key; only the first answer holds it, of its secret only a hash is kept. */
    Uni<ApiKeyView> create(Grants grants, Origin origin, @Nullable String key, ApiKeyRequest request) {
        Role role = request.role() == null ? Role.MEMBER : request.role();
        requireSound(grants, role, request);
        IdempotentCall call = IdempotentCall.of(origin.caller().principalId(), "POST /api/apikeys", key, request);
        ApiKeyFormat made = new ApiKeyFormat(KeyId.random(), Secret.random().text());
        return transactions
                .inOrganization(
                        grants.organizationId(),
                        tenant -> idempotency.once(
                                tenant, call, ApiKeyView.class, () -> issue(tenant, origin, role, request, made)))
                .map(view -> view.keyId().equals(made.keyId()) ? view.with(made.presented()) : view);
    }

    private void requireSound(Grants grants, Role role, ApiKeyRequest request) {
        for (Permission scope : request.scopes()) {
            if (!role.covers(scope.leastRole())) {
                throw ProblemException.invalid("/scopes", scope.code() + " is beyond the role " + role);
            }
            requireScope(grants, scope);
        }
        Instant expiresAt = request.expiresAt();
        if (expiresAt != null && (!expiresAt.isAfter(clock.instant()) || expiresAt.isAfter(LATEST_EXPIRY))) {
            throw ProblemException.invalid("/expiresAt", "must be in the future");
        }
    }

    private static void requireScope(Grants grants, Permission scope) {
        if (!grants.inScope(scope)) {
            throw ApiKeyProblems.SCOPE_ABOVE_OWN.with("Your key does not have " + scope.code() + ".");
        }
    }

    private Uni<ApiKeyView> issue(Tenant tenant, Origin origin, Role role, ApiKeyRequest request, ApiKeyFormat made) {
        Identity account = Identity.serviceAccount(Identity.API_KEY_ISSUER, made.keyId(), request.name());
        NodePath path = NodePath.organization(tenant.organizationId());
        return nodes.lock(tenant)
                .chain(() -> memberships.parties(tenant, origin.caller(), account.principalId(), path))
                .invoke(parties -> MemberProblems.requireMayHoldKey(role, parties))
                .chain(() -> memberships.remember(tenant, origin, account))
                .chain(() -> memberships.assign(tenant, origin, account.principalId(), path.node(), role))
                .chain(() -> ownExpiry(tenant, origin))
                .map(own -> key(tenant, origin, account, role, request, made, own.orElse(null)))
                .call(apiKeys::persist)
                .call(key -> journal.changed(tenant, origin, key, "created", null))
                .map(ApiKey::view);
    }

    private ApiKey key(
            Tenant tenant,
            Origin origin,
            Identity account,
            Role role,
            ApiKeyRequest request,
            ApiKeyFormat made,
            @Nullable Instant ownExpiry) {
        Instant expiresAt = KeyExpiryRules.expiryOf(request.expiresAt(), ownExpiry);
        requireWithin(expiresAt, ownExpiry);
        return new ApiKey(
                new ApiKey.Key(tenant.organizationId(), made.keyId()),
                account.principalId(),
                request.name(),
                role,
                made.secretSha256(),
                request.scopes(),
                origin.caller().principalId(),
                DatabaseTime.now(clock),
                expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS));
    }

    /** When the key that the caller acts by expires; empty for whoever acts by none, or by one that does not. */
    private Uni<Optional<Instant>> ownExpiry(Tenant tenant, Origin origin) {
        return origin.caller().scopes().isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : apiKeys.of(tenant, origin.caller().subject())
                        .map(own -> Optional.ofNullable(own).map(ApiKey::expiresAt));
    }

    private static void requireWithin(@Nullable Instant expiresAt, @Nullable Instant ownExpiry) {
        if (!KeyExpiryRules.isWithin(expiresAt, ownExpiry)) {
            throw ApiKeyProblems.EXPIRY_ABOVE_OWN.with("Your key expires at " + ownExpiry + ".");
        }
    }

    /** All keys, oldest first. */
    Uni<Page<ApiKeyView>> list(Grants grants, Optional<Cursor> after, int limit) {
        Instant createdAfter = after.map(cursor -> cursor.instant(0)).orElse(Instant.EPOCH);
        String keyIdAfter = after.map(cursor -> cursor.text(1)).orElse("");
        if (!keyIdAfter.isEmpty() && !KeyId.isWellFormed(keyIdAfter)) {
            throw ProblemType.INVALID_CURSOR.with("Use the nextCursor of the page before, unchanged.");
        }
        return transactions.inOrganization(
                grants.organizationId(),
                tenant -> apiKeys.all(tenant, createdAfter, keyIdAfter, limit + 1)
                        .chain(found -> shown(tenant, found))
                        .map(shown -> Page.of(shown, limit, view -> Cursor.of(view.createdAt(), view.keyId()))));
    }

    private Uni<List<ApiKeyView>> shown(Tenant tenant, List<ApiKey> found) {
        Set<UUID> holders = new HashSet<>();
        found.forEach(key -> {
            holders.add(key.createdBy());
            key.rotatedBy().ifPresent(holders::add);
        });
        return memberships
                .rolesOf(tenant, holders)
                .chain(roles -> scopes.of(tenant, holders)
                        .map(narrowed -> found.stream()
                                .map(key -> shown(tenant, key, roles, narrowed))
                                .toList()));
    }

    private static ApiKeyView shown(
            Tenant tenant, ApiKey key, Map<UUID, List<RoleAssignment>> roles, Map<UUID, Set<Permission>> narrowed) {
        Predicate<UUID> gone = holder -> !roles.containsKey(holder);
        Predicate<UUID> below = holder -> roles.containsKey(holder)
                && !KeyRights.mayHold(
                        key.role(),
                        key.permissions(),
                        tenant.organizationId(),
                        roles.getOrDefault(holder, List.of()),
                        Optional.ofNullable(narrowed.get(holder)));
        return key.view()
                .marked(
                        gone.test(key.createdBy()),
                        below.test(key.createdBy()),
                        key.rotatedBy().filter(gone).isPresent(),
                        key.rotatedBy().filter(below).isPresent());
    }

    /**
     * Gives a key a new secret; the present one stays good for the overlap. Only the first answer holds the new key.
     */
    Uni<ApiKeyView> rotate(Grants grants, Origin origin, @Nullable String key, String keyId, RotationRequest request) {
        Duration overlap = request.duration();
        requireWellFormed(keyId);
        IdempotentCall call = IdempotentCall.of(
                origin.caller().principalId(), "POST /api/apikeys/" + keyId + "/rotate", key, request);
        ApiKeyFormat made = new ApiKeyFormat(keyId, Secret.random().text());
        AtomicBoolean rotated = new AtomicBoolean();
        return transactions
                .inOrganization(
                        grants.organizationId(),
                        tenant -> idempotency.once(
                                tenant,
                                call,
                                ApiKeyView.class,
                                () -> rotate(tenant, grants, origin, made, overlap)
                                        .invoke(() -> rotated.set(true))))
                .map(view -> rotated.get() ? view.with(made.presented()) : view);
    }

    private Uni<ApiKeyView> rotate(Tenant tenant, Grants grants, Origin origin, ApiKeyFormat made, Duration overlap) {
        return nodes.lock(tenant)
                .chain(() -> load(tenant, made.keyId()))
                .call(key -> requireMayHold(tenant, origin, key))
                .call(key -> ownExpiry(tenant, origin).invoke(own -> requireWithin(key.expiresAt(), own.orElse(null))))
                .chain(key -> {
                    Instant now = DatabaseTime.now(clock);
                    if (key.isRevoked() || key.isExpired(now)) {
                        throw ApiKeyProblems.NOT_USABLE.with("Make a new key.");
                    }
                    ApiKeyView before = key.view();
                    requireScopes(grants, before.scopes());
                    key.rotate(
                            made.secretSha256(),
                            now.plus(overlap),
                            origin.caller().principalId(),
                            now);
                    return journal.changed(tenant, origin, key, "rotated", before)
                            .replaceWith(key::view);
                });
    }

    /** Whoever gets a secret can do what the key can, so the caller must be allowed to create such a key. */
    private Uni<Void> requireMayHold(Tenant tenant, Origin origin, ApiKey key) {
        NodePath path = NodePath.organization(tenant.organizationId());
        return memberships
                .parties(tenant, origin.caller(), key.principalId(), path)
                .invoke(parties -> MemberProblems.requireMayHoldKey(key.role(), parties))
                .replaceWithVoid();
    }

    private static void requireScopes(Grants grants, List<String> codes) {
        codes.stream()
                .flatMap(code -> Permission.fromCode(code).stream())
                .forEach(scope -> requireScope(grants, scope));
    }

    /** Makes a key worthless and takes the roles of its account; without effect when that has been done before. */
    Uni<Void> revoke(UUID organizationId, Origin origin, String keyId) {
        requireWellFormed(keyId);
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> load(tenant, keyId))
                        .chain(key -> key.isRevoked() ? Uni.createFrom().voidItem() : revoke(tenant, origin, key)));
    }

    private Uni<Void> revoke(Tenant tenant, Origin origin, ApiKey key) {
        ApiKeyView before = key.view();
        return requireRevocable(tenant, origin, key)
                .invoke(() -> key.revoke(DatabaseTime.now(clock)))
                .chain(() -> journal.changed(tenant, origin, key, "revoked", before))
                .chain(() -> retire(tenant, origin, key));
    }

    /** Revokes every key that the principal holds, by {@link DerivedKeys}. */
    @Override
    public Uni<Void> revokeMadeBy(Tenant tenant, Origin origin, UUID principalId) {
        return derivedKeys.of(tenant, principalId).chain(keys -> revoke(tenant, origin, keys));
    }

    @Override
    public Uni<Void> revokeBeyond(Tenant tenant, Origin origin, UUID principalId) {
        return memberships
                .rolesOf(tenant, principalId)
                .chain(roles -> apiKeys.madeOrRotatedBy(tenant, List.of(principalId))
                        .map(keys -> derivedKeys.heldDirectly(keys, principalId).stream()
                                .filter(key -> !KeyRights.mayHold(
                                        key.role(), Set.of(), tenant.organizationId(), roles, Optional.empty()))
                                .toList())
                        .chain(beyond -> derivedKeys.from(tenant, principalId, beyond))
                        .chain(keys -> revoke(tenant, origin, keys)));
    }

    private Uni<Void> revoke(Tenant tenant, Origin origin, List<ApiKey> keys) {
        return SequentialSteps.forEach(
                keys, key -> key.isRevoked() ? Uni.createFrom().voidItem() : revoke(tenant, origin, key));
    }

    private static void requireWellFormed(String keyId) {
        if (!KeyId.isWellFormed(keyId)) {
            throw ProblemException.notFound("API key");
        }
    }

    private Uni<ApiKey> load(Tenant tenant, String keyId) {
        return apiKeys.of(tenant, keyId).map(key -> {
            if (key == null) {
                throw ProblemException.notFound("API key");
            }
            return key;
        });
    }

    private Uni<Void> requireRevocable(Tenant tenant, Origin origin, ApiKey key) {
        NodePath path = NodePath.organization(tenant.organizationId());
        return memberships
                .parties(tenant, origin.caller(), key.principalId(), path)
                .invoke(MemberProblems::requireKeyRevocable)
                .replaceWithVoid();
    }

    private Uni<Void> retire(Tenant tenant, Origin origin, ApiKey key) {
        return memberships
                .rolesOf(tenant, key.principalId())
                .chain((List<RoleAssignment> roles) -> roles.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : memberships.remove(tenant, origin, key.principalId(), roles));
    }
}
