package io.enterprisemode.kernel.audit;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Records changes for the audit trail, in the transaction of the change, by way of the outbox. */
@ApplicationScoped
public class AuditTrail {

    private final Outbox outbox;
    private final Clock clock;
    private final Actor system;

    AuditTrail(Outbox outbox, Clock clock, @ConfigProperty(name = "enterprise.service") String service) {
        this.outbox = outbox;
        this.clock = clock;
        this.system = new Actor(ActorType.SYSTEM, service + "-service", null, null);
    }

    /** Records what a caller did. */
    public Uni<Void> record(Tenant tenant, Origin origin, AuditEntry entry) {
        return outbox.append(
                tenant, EventTypes.AUDIT_EVENT, event(tenant.organizationId(), origin, entry), origin.traceparent());
    }

    /** Records several things that a caller did, by one statement however many they are. */
    public Uni<Void> record(Tenant tenant, Origin origin, List<AuditEntry> entries) {
        return outbox.append(
                tenant,
                entries.stream()
                        .map(entry -> eventOf(tenant.organizationId(), origin, entry))
                        .toList());
    }

    /** Records what the service did by itself. */
    public Uni<Void> record(Tenant tenant, AuditEntry entry) {
        return outbox.append(tenant, EventTypes.AUDIT_EVENT, event(tenant.organizationId(), null, entry), null);
    }

    /**
     * The event for a worker's transaction: hand it to {@link Outbox#append(io.vertx.mutiny.sqlclient.SqlConnection,
     * java.util.List)}.
     */
    public Event event(UUID organizationId, AuditEntry entry) {
        return outbox.event(EventTypes.AUDIT_EVENT, event(organizationId, null, entry), null);
    }

    /** The event of an action of a caller, for a worker's transaction. */
    public Event eventOf(UUID organizationId, Origin origin, AuditEntry entry) {
        return outbox.event(EventTypes.AUDIT_EVENT, event(organizationId, origin, entry), origin.traceparent());
    }

    private AuditEvent event(UUID organizationId, @Nullable Origin origin, AuditEntry entry) {
        return new AuditEvent(
                UuidCreator.getTimeOrderedEpoch(),
                clock.instant(),
                organizationId,
                entry.category(),
                entry.severity(),
                entry.action(),
                origin == null ? system : actor(origin.caller()),
                entry.target(),
                entry.outcome(),
                origin == null ? null : origin.ipAddress(),
                origin == null ? null : origin.userAgent(),
                origin == null ? null : origin.requestId(),
                entry.details());
    }

    /** The caller as an actor of the audit log. */
    public static Actor actor(Caller caller) {
        return switch (caller.kind()) {
            case USER -> new Actor(ActorType.USER, caller.principalId().toString(), caller.name(), caller.email());
            case SERVICE_ACCOUNT ->
                new Actor(ActorType.SERVICE_ACCOUNT, caller.principalId().toString(), caller.subject(), null);
            case API_KEY -> new Actor(ActorType.API_KEY, caller.subject(), null, null);
        };
    }
}
