package io.enterprisemode.teams.apikey;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.teams.InSequence;
import io.enterprisemode.teams.StoredTime;
import io.enterprisemode.teams.membership.LeavingObserver;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** Revokes the API key of a service account that belongs to the organization no more: a key that can do nothing must not look as if it could. */
@ApplicationScoped
class KeysOfLeavers implements LeavingObserver {

    private final ApiKeyRepository apiKeys;
    private final ApiKeyJournal journal;
    private final Clock clock;

    KeysOfLeavers(ApiKeyRepository apiKeys, ApiKeyJournal journal, Clock clock) {
        this.apiKeys = apiKeys;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public Uni<Void> left(Tenant tenant, Origin origin, UUID principalId) {
        return apiKeys.unrevokedOf(tenant, principalId)
                .chain(keys -> InSequence.forEach(keys, key -> {
                    ApiKeyView before = key.view();
                    key.revoke(StoredTime.now(clock));
                    return journal.changed(tenant, origin, key, "revoked", before);
                }));
    }
}
