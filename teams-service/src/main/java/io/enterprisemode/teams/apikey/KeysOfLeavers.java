package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.InSequence;
import io.enterprisemode.teams.StoredTime;
import io.enterprisemode.teams.membership.LossObserver;
import io.enterprisemode.teams.membership.LostRoles;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Revokes the API key of a service account that belongs to the organization no more: a key that can do nothing must not look as if it could. The keys
 * that somebody has made stay good when they leave; the audit trail names them.
 */
@ApplicationScoped
class KeysOfLeavers implements LossObserver {

    private final ApiKeyRepository apiKeys;
    private final ApiKeyJournal journal;
    private final AuditTrail audit;
    private final Clock clock;

    KeysOfLeavers(ApiKeyRepository apiKeys, ApiKeyJournal journal, AuditTrail audit, Clock clock) {
        this.apiKeys = apiKeys;
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
        return leavers.isEmpty()
                ? Uni.createFrom().voidItem()
                : apiKeys.unrevokedOf(tenant, leavers)
                        .chain(keys -> InSequence.forEach(keys, key -> revoke(tenant, origin, key)))
                        .chain(() -> apiKeys.unrevokedBy(tenant, leavers))
                        .chain(keys -> audit.record(
                                tenant,
                                origin,
                                keys.stream().collect(Collectors.groupingBy(ApiKey::createdBy)).entrySet().stream()
                                        .map(made -> entry(made.getKey(), made.getValue()))
                                        .toList()));
    }

    private Uni<Void> revoke(Tenant tenant, Origin origin, ApiKey key) {
        ApiKeyView before = key.view();
        key.revoke(StoredTime.now(clock));
        return journal.changed(tenant, origin, key, "revoked", before);
    }

    private static AuditEntry entry(UUID creator, List<ApiKey> made) {
        return AuditEntry.of(
                AuditCategory.SECURITY,
                "teams.apikey.creator-left",
                new Target("member", creator.toString(), null),
                Map.of("keys", made.stream().map(ApiKey::keyId).toList()));
    }
}
