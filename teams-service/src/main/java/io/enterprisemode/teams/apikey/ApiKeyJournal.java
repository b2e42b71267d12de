package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells the rest of the suite, and the audit trail, of changes of API keys. */
@ApplicationScoped
class ApiKeyJournal {

    private static final Logger LOG = Logger.getLogger(ApiKeyJournal.class);

    private final Outbox outbox;
    private final AuditTrail audit;
    private final Clock clock;

    ApiKeyJournal(Outbox outbox, AuditTrail audit, Clock clock) {
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Publishes the key as it is now and records what was done to it.
     *
     * @param verb past tense, such as {@code rotated}
     * @param before the key's view before; null for a new one
     */
    Uni<Void> changed(Tenant tenant, Origin origin, ApiKey key, String verb, @Nullable ApiKeyView before) {
        ApiKeyView after = key.view();
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("principalId", after.principalId());
        details.put("role", after.role());
        details.put("scopes", after.scopes());
        details.put("expiresAt", after.expiresAt());
        details.put("before", before);
        details.put("after", after);
        AuditEntry entry = AuditEntry.of(
                AuditCategory.SECURITY,
                "teams.apikey." + verb,
                new Target("apikey", after.keyId(), after.name()),
                details);
        return tenant.session()
                .flush()
                .chain(() -> outbox.append(
                        tenant, EventTypes.API_KEY_CHANGED, key.event(DatabaseTime.now(clock)), origin.traceparent()))
                .chain(() -> audit.record(tenant, origin, entry))
                .invoke(() -> LOG.infof(
                        "organization %s: API key %s %s by %s",
                        tenant.organizationId(),
                        after.keyId(),
                        verb,
                        origin.caller().principalId()));
    }
}
