package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.SequentialSteps;
import io.enterprisemode.teams.membership.LostRoles;
import io.enterprisemode.teams.membership.RoleLossObserver;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Revokes the API key of a service account that is no longer a member: a key without any rights must not appear as
 * valid. The keys that a principal has created or rotated stay valid when it leaves or gets a lower role; the audit
 * trail names those that it could no longer create.
 */
@ApplicationScoped
class KeysOfRemovedMembers implements RoleLossObserver {

    private final ApiKeyRepository apiKeys;
    private final DerivedKeys derivedKeys;
    private final ApiKeyJournal journal;
    private final AuditTrail audit;
    private final Clock clock;

    KeysOfRemovedMembers(
            ApiKeyRepository apiKeys, DerivedKeys derivedKeys, ApiKeyJournal journal, AuditTrail audit, Clock clock) {
        this.apiKeys = apiKeys;
        this.derivedKeys = derivedKeys;
        this.journal = journal;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Uni<Void> lost(Tenant tenant, Origin origin, List<LostRoles> losses) {
        List<UUID> leavers = losses.stream()
                .filter(LostRoles::everything)
                .map(LostRoles::principalId)
                .toList();
        List<LostRoles> ofOrganization = losses.stream()
                .filter(loss -> loss.everything() || loss.nodeIds().contains(tenant.organizationId()))
                .toList();
        return ofOrganization.isEmpty()
                ? Uni.createFrom().voidItem()
                : revokeThoseOf(tenant, origin, leavers).chain(() -> name(tenant, origin, ofOrganization));
    }

    private Uni<Void> revokeThoseOf(Tenant tenant, Origin origin, List<UUID> leavers) {
        return leavers.isEmpty()
                ? Uni.createFrom().voidItem()
                : apiKeys.unrevokedOf(tenant, leavers)
                        .chain(keys -> SequentialSteps.forEach(keys, key -> revoke(tenant, origin, key)));
    }

    private Uni<Void> name(Tenant tenant, Origin origin, List<LostRoles> losses) {
        return apiKeys.madeOrRotatedBy(
                        tenant, losses.stream().map(LostRoles::principalId).toList())
                .chain(found -> audit.record(
                        tenant,
                        origin,
                        losses.stream()
                                .flatMap(loss -> entry(tenant, loss, found).stream())
                                .toList()));
    }

    /** Names the keys that the principal holds and could no longer create; all of them when it has left. */
    private Optional<AuditEntry> entry(Tenant tenant, LostRoles loss, List<ApiKey> found) {
        List<ApiKey> beyond = derivedKeys.heldDirectly(found, loss.principalId()).stream()
                .filter(key -> !key.isRevoked()
                        && !KeyRights.mayHold(
                                key.role(), Set.of(), tenant.organizationId(), loss.left(), Optional.empty()))
                .toList();
        if (beyond.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(AuditEntry.of(
                AuditCategory.SECURITY,
                loss.everything() ? "teams.apikey.creator-left" : "teams.apikey.creator-demoted",
                new Target("member", loss.principalId().toString(), null),
                Map.of("keys", beyond.stream().map(ApiKey::keyId).toList())));
    }

    private Uni<Void> revoke(Tenant tenant, Origin origin, ApiKey key) {
        ApiKeyView before = key.view();
        key.revoke(DatabaseTime.now(clock));
        return journal.changed(tenant, origin, key, "revoked", before);
    }
}
