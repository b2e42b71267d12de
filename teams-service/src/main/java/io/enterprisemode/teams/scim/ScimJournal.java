package io.enterprisemode.teams.scim;

import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells the audit trail what provisioning did. What it did to roles and teams, those tell themselves. */
@ApplicationScoped
class ScimJournal {

    private static final Logger LOG = Logger.getLogger(ScimJournal.class);

    private final AuditTrail audit;

    ScimJournal(AuditTrail audit) {
        this.audit = audit;
    }

    Uni<Void> user(Tenant tenant, Origin origin, String verb, ScimUser user, Map<String, @Nullable Object> details) {
        return record(tenant, origin, "user", verb, user.id(), user.userName(), details);
    }

    Uni<Void> group(
            Tenant tenant, Origin origin, String verb, UUID id, String name, Map<String, @Nullable Object> details) {
        return record(tenant, origin, "group", verb, id, name, details);
    }

    private Uni<Void> record(
            Tenant tenant,
            Origin origin,
            String type,
            String verb,
            UUID id,
            String name,
            Map<String, @Nullable Object> details) {
        AuditEntry entry = AuditEntry.of(
                AuditCategory.ACCESS,
                "teams.scim." + type + "." + verb,
                new Target("scim-" + type, id.toString(), name),
                details);
        return tenant.session()
                .flush()
                .chain(() -> audit.record(tenant, origin, entry))
                .invoke(() -> LOG.infof(
                        "organization %s: provisioned %s %s %s by %s",
                        tenant.organizationId(), type, id, verb, origin.caller().principalId()));
    }
}
