package io.enterprisemode.contracts.audit;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened and that must be accounted for.
 *
 * @param id identity: the same event again has no effect
 * @param organizationId whose audit trail it belongs to; {@link #INSTALLATION} for what concerns all organizations
 * @param action dotted name in lower case, such as {@code billing.subscription.upgraded}
 * @param details free JSON; may hold personal data
 */
public record AuditEvent(
        UUID id,
        Instant time,
        UUID organizationId,
        AuditCategory category,
        AuditSeverity severity,
        String action,
        Actor actor,
        Target target,
        AuditOutcome outcome,
        @Nullable String ipAddress,
        @Nullable String userAgent,
        @Nullable String requestId,
        Map<String, @Nullable Object> details)
        implements EventData {

    /** Stands for the organization of what an operator does to the installation as a whole; no real one has this id. */
    public static final UUID INSTALLATION = new UUID(0, 0);

    public AuditEvent {
        Require.present(id, "id");
        Require.present(time, "time");
        Require.present(organizationId, "organizationId");
        Require.present(category, "category");
        Require.present(severity, "severity");
        Require.text(action, "action");
        Require.present(actor, "actor");
        Require.present(target, "target");
        Require.present(outcome, "outcome");
        details = Collections.unmodifiableMap(new LinkedHashMap<>(Require.present(details, "details")));
    }

    @Override
    public String key() {
        return organizationId.toString();
    }

    @Override
    public String subject() {
        return target.type() + "/" + target.id();
    }
}
