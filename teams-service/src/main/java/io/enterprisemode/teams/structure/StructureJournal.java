package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.teams.NodeChanged;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells the rest of the suite, and the audit trail, of changes of the structure. */
@ApplicationScoped
class StructureJournal {

    private static final Logger LOG = Logger.getLogger(StructureJournal.class);

    private final Outbox outbox;
    private final AuditTrail audit;

    StructureJournal(Outbox outbox, AuditTrail audit) {
        this.outbox = outbox;
        this.audit = audit;
    }

    /**
     * Publishes the node as it is now and records what was done to it.
     *
     * @param verb past tense, such as {@code renamed}
     * @param before the node's view before; null for a new one
     * @param after the node's view now; null for one that is gone
     */
    Uni<Void> changed(
            Tenant tenant,
            Origin origin,
            NodeChanged event,
            String verb,
            @Nullable Object before,
            @Nullable Object after) {
        String type = event.nodeType().name().toLowerCase(Locale.ROOT);
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("before", before);
        details.put("after", after);
        AuditEntry entry = AuditEntry.of(
                AuditCategory.TEAM,
                "teams." + type + "." + verb,
                new Target(type, event.nodeId().toString(), event.name()),
                details);
        return tenant.session()
                .flush()
                .chain(() -> outbox.append(tenant, EventTypes.NODE_CHANGED, event, origin.traceparent()))
                .chain(() -> audit.record(tenant, origin, entry))
                .invoke(() -> LOG.infof(
                        "organization %s: %s %s %s by %s",
                        tenant.organizationId(),
                        type,
                        event.nodeId(),
                        verb,
                        origin.caller().principalId()));
    }
}
