package io.enterprisemode.audit.log;

import io.enterprisemode.audit.log.IntakeAnswer.Result;
import io.enterprisemode.audit.log.IntakeAnswer.Verdict;
import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes in events that other programs of an organization post. */
@ApplicationScoped
class AuditIntake {

    private static final Logger LOG = Logger.getLogger(AuditIntake.class);

    private final TenantTransactions transactions;
    private final AuditLog log;
    private final Clock clock;

    AuditIntake(TenantTransactions transactions, AuditLog log, Clock clock) {
        this.transactions = transactions;
        this.log = log;
        this.clock = clock;
    }

    /** Appends the events in one transaction and tells of each whether it is new. */
    Uni<IntakeAnswer> take(UUID organizationId, Origin origin, List<NewAuditEvent> events) {
        Instant now = clock.instant();
        String source = "/principals/" + origin.caller().principalId();
        List<LoggedEvent> logged = events.stream()
                .map(event -> new LoggedEvent(event(organizationId, origin.caller(), now, event), source, now))
                .toList();
        return transactions
                .inOrganization(organizationId, tenant -> log.append(tenant, logged))
                .invoke(fresh -> LOG.infof("%s posted %d audit events, %d new", source, events.size(), fresh.size()))
                .map(fresh -> answer(events, fresh));
    }

    /** Of several events with one id in a request the first is the one that was accepted. */
    private static IntakeAnswer answer(List<NewAuditEvent> events, Set<UUID> fresh) {
        Set<UUID> unanswered = new HashSet<>(fresh);
        return new IntakeAnswer(events.stream()
                .map(event ->
                        new Result(event.id(), unanswered.remove(event.id()) ? Verdict.ACCEPTED : Verdict.DUPLICATE))
                .toList());
    }

    private static AuditEvent event(UUID organizationId, Caller caller, Instant now, NewAuditEvent event) {
        NewAuditEvent.NewTarget target = event.target();
        return new AuditEvent(
                event.id(),
                Objects.requireNonNullElse(event.time(), now),
                organizationId,
                event.category(),
                Objects.requireNonNullElse(event.severity(), AuditSeverity.INFO),
                event.action(),
                actor(caller, event.actor()),
                new Target(target.type(), target.id(), target.name()),
                Objects.requireNonNullElse(event.outcome(), AuditOutcome.SUCCESS),
                event.ipAddress(),
                event.userAgent(),
                event.requestId(),
                Objects.requireNonNullElse(event.details(), Map.<String, @Nullable Object>of()));
    }

    private static Actor actor(Caller caller, NewAuditEvent.@Nullable NewActor actor) {
        if (actor != null) {
            return new Actor(actor.type(), actor.id(), actor.name(), actor.email());
        }
        return switch (caller.kind()) {
            case USER -> new Actor(ActorType.USER, caller.principalId().toString(), caller.name(), caller.email());
            case SERVICE_ACCOUNT ->
                new Actor(ActorType.SERVICE_ACCOUNT, caller.principalId().toString(), caller.subject(), null);
            case API_KEY -> new Actor(ActorType.API_KEY, caller.subject(), null, null);
        };
    }
}
