package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.access.NodePath;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.access.Role;
import io.enterprisemode.contracts.access.RoleAssignment;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.events.EventTypes;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.teams.Secret;
import io.enterprisemode.teams.StoredTime;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Making and revoking API keys. Each acts as a service account of its own, with a role on the organization. */
@ApplicationScoped
class ApiKeyService {

    private static final Logger LOG = Logger.getLogger(ApiKeyService.class);

    /** Who vouches for the service accounts of API keys. */
    private static final String ISSUER = "urn:enterprisemode:apikeys";

    private static final Instant LATEST_EXPIRY = Instant.parse("9999-12-31T00:00:00Z");

    private final TenantTransactions transactions;
    private final Idempotency idempotency;
    private final ApiKeyRepository apiKeys;
    private final Nodes nodes;
    private final Memberships memberships;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;

    ApiKeyService(
            TenantTransactions transactions,
            Idempotency idempotency,
            ApiKeyRepository apiKeys,
            Nodes nodes,
            Memberships memberships,
            Outbox outbox,
            AuditTrail audit,
            Clock clock) {
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.apiKeys = apiKeys;
        this.nodes = nodes;
        this.memberships = memberships;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes a key; only the first answer holds it, of its secret only a hash is kept. */
    Uni<ApiKeyView> create(Grants grants, Origin origin, @Nullable String key, ApiKeyInput request) {
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

    private void requireSound(Grants grants, Role role, ApiKeyInput request) {
        for (Permission scope : request.scopes()) {
            if (!role.covers(scope.leastRole())) {
                throw ProblemException.invalid("/scopes", scope.code() + " is beyond the role " + role);
            }
            if (grants.scopes().isPresent() && !grants.scopes().get().contains(scope)) {
                throw ApiKeyProblems.SCOPE_ABOVE_OWN.with("Your key does not have " + scope.code() + ".");
            }
        }
        Instant expiresAt = request.expiresAt();
        if (expiresAt != null && (!expiresAt.isAfter(clock.instant()) || expiresAt.isAfter(LATEST_EXPIRY))) {
            throw ProblemException.invalid("/expiresAt", "must be in the future");
        }
    }

    private Uni<ApiKeyView> issue(Tenant tenant, Origin origin, Role role, ApiKeyInput request, ApiKeyFormat made) {
        Identity account = Identity.serviceAccount(ISSUER, made.keyId(), request.name());
        NodePath path = NodePath.organization(tenant.organizationId());
        Instant expiresAt = request.expiresAt();
        ApiKey key = new ApiKey(
                new ApiKey.Key(tenant.organizationId(), made.keyId()),
                account.principalId(),
                request.name(),
                role,
                made.secretSha256(),
                request.scopes(),
                origin.caller().principalId(),
                StoredTime.now(clock),
                expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS));
        return nodes.lock(tenant)
                .chain(() -> memberships.parties(tenant, origin.caller().principalId(), account.principalId(), path))
                .invoke(parties -> MemberProblems.requireAssignable(role, parties))
                .chain(() -> memberships.remember(tenant, account))
                .chain(() -> memberships.assign(tenant, origin, account.principalId(), path.node(), role))
                .chain(() -> apiKeys.persist(key))
                .chain(() -> publish(tenant, origin, key, "created"))
                .replaceWith(key::view);
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
                        .map(found -> Page.of(
                                found.stream().map(ApiKey::view).toList(),
                                limit,
                                view -> Cursor.of(view.createdAt(), view.keyId()))));
    }

    /** Makes a key worthless and takes the roles of its account; without effect when that has been done before. */
    Uni<Void> revoke(UUID organizationId, Origin origin, String keyId) {
        if (!KeyId.isWellFormed(keyId)) {
            throw ProblemException.notFound("API key");
        }
        return transactions.inOrganization(
                organizationId,
                tenant -> nodes.lock(tenant)
                        .chain(() -> apiKeys.of(tenant, keyId))
                        .chain(key -> {
                            if (key == null) {
                                throw ProblemException.notFound("API key");
                            }
                            if (key.isRevoked()) {
                                return Uni.createFrom().voidItem();
                            }
                            return requireRemovable(tenant, origin, key)
                                    .invoke(() -> key.revoke(StoredTime.now(clock)))
                                    .chain(() -> publish(tenant, origin, key, "revoked"))
                                    .chain(() -> retire(tenant, origin, key));
                        }));
    }

    private Uni<Void> requireRemovable(Tenant tenant, Origin origin, ApiKey key) {
        NodePath path = NodePath.organization(tenant.organizationId());
        return memberships
                .parties(tenant, origin.caller().principalId(), key.principalId(), path)
                .invoke(MemberProblems::requireRemovable)
                .replaceWithVoid();
    }

    private Uni<Void> retire(Tenant tenant, Origin origin, ApiKey key) {
        return memberships
                .rolesOf(tenant, key.principalId())
                .chain((List<RoleAssignment> roles) -> roles.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : memberships.remove(tenant, origin, key.principalId(), roles));
    }

    private Uni<Void> publish(Tenant tenant, Origin origin, ApiKey key, String verb) {
        ApiKeyView view = key.view();
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("principalId", view.principalId());
        details.put("role", view.role());
        details.put("scopes", view.scopes());
        details.put("expiresAt", view.expiresAt());
        AuditEntry entry = AuditEntry.of(
                AuditCategory.SECURITY,
                "teams.apikey." + verb,
                new Target("apikey", view.keyId(), view.name()),
                details);
        return tenant.session()
                .flush()
                .chain(() -> outbox.append(
                        tenant, EventTypes.API_KEY_CHANGED, key.event(StoredTime.now(clock)), origin.traceparent()))
                .chain(() -> audit.record(tenant, origin, entry))
                .invoke(() -> LOG.infof(
                        "organization %s: API key %s %s by %s",
                        tenant.organizationId(),
                        view.keyId(),
                        verb,
                        origin.caller().principalId()));
    }
}
