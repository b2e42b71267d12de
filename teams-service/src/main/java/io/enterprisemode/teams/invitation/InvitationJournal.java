package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells the audit trail of changes of invitations. */
@ApplicationScoped
class InvitationJournal {

    private static final Logger LOG = Logger.getLogger(InvitationJournal.class);

    private final AuditTrail audit;

    InvitationJournal(AuditTrail audit) {
        this.audit = audit;
    }

    /**
     * A change of an invitation.
     *
     * @param verb past tense, such as {@code accepted}
     * @param before null for a new one
     */
    record Change(String verb, @Nullable InvitationView before, InvitationView after) {}

    Uni<Void> record(Tenant tenant, Origin origin, String verb, @Nullable InvitationView before, InvitationView after) {
        return record(tenant, origin, List.of(new Change(verb, before, after)));
    }

    Uni<Void> record(Tenant tenant, Origin origin, List<Change> changes) {
        return audit.record(
                        tenant,
                        origin,
                        changes.stream().map(InvitationJournal::entry).toList())
                .invoke(() -> changes.forEach(change -> LOG.infof(
                        "organization %s: invitation %s %s by %s",
                        tenant.organizationId(),
                        change.after().id(),
                        change.verb(),
                        origin.caller().principalId())));
    }

    private static AuditEntry entry(Change change) {
        InvitationView view = change.after();
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("email", view.email());
        details.put("nodeType", view.nodeType());
        details.put("nodeId", view.nodeId());
        details.put("role", view.role());
        details.put("status", view.status());
        details.put("before", change.before());
        details.put("after", view);
        return AuditEntry.of(
                AuditCategory.ACCESS,
                "teams.invitation." + change.verb(),
                new Target("invitation", view.id().toString(), null),
                details);
    }
}
