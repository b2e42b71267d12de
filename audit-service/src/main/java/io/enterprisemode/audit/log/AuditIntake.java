package io.enterprisemode.audit.log;

import io.enterprisemode.audit.log.AuditLog.Appended;
import io.enterprisemode.audit.log.IntakeView.Result;
import io.enterprisemode.audit.log.LoggedEvent.Poster;
import io.enterprisemode.audit.log.NewAuditEvent.NewActor;
import io.enterprisemode.contracts.audit.Actor;
import io.enterprisemode.contracts.audit.ActorType;
import io.enterprisemode.contracts.audit.AuditEvent;
import io.enterprisemode.contracts.audit.AuditOutcome;
import io.enterprisemode.contracts.audit.AuditSeverity;
import io.enterprisemode.contracts.audit.ReservedActions;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    /** Appends the events in one transaction and returns the result of each. */
    Uni<IntakeView> take(UUID organizationId, Origin origin, List<NewAuditEvent> events) {
        Instant now = clock.instant();
        List<NewAuditEvent> allowed =
                events.stream().filter(event -> reserved(event).isEmpty()).toList();
        if (allowed.isEmpty()) {
            return Uni.createFrom().item(answer(events, List.of()));
        }
        Caller caller = origin.caller();
        String source = "/principals/" + caller.principalId();
        Poster poster = new Poster(AuditTrail.actor(caller), credential(caller));
        List<LoggedEvent> logged = allowed.stream()
                .map(event -> new LoggedEvent(
                        event(organizationId, poster, now, event),
                        source,
                        poster,
                        now,
                        event.time() != null,
                        event.actor() != null))
                .toList();
        return transactions
                .inOrganization(organizationId, tenant -> log.append(tenant, logged))
                .invoke(appended -> LOG.infof(
                        "%s (%s) posted %d audit events: %d new, %d conflicts, %d rejected",
                        source,
                        poster.credential(),
                        events.size(),
                        Collections.frequency(appended, Appended.NEW),
                        Collections.frequency(appended, Appended.CONFLICT),
                        events.size() - allowed.size()))
                .map(appended -> answer(events, appended));
    }

    private static IntakeView answer(List<NewAuditEvent> events, List<Appended> appended) {
        Iterator<Appended> ofAllowed = appended.iterator();
        return new IntakeView(events.stream()
                .map(event -> reserved(event).orElseGet(() -> Result.of(event.id(), ofAllowed.next())))
                .toList());
    }

    /** The refusal of an event that only services of the suite may record; empty: it is allowed. */
    private static Optional<Result> reserved(NewAuditEvent event) {
        if (ReservedActions.isReserved(event.action())) {
            return Optional.of(Result.reservedAction(event.id(), event.action()));
        }
        return event.actor() != null && event.actor().type() == ActorType.SYSTEM
                ? Optional.of(Result.reservedActor(event.id()))
                : Optional.empty();
    }

    private static AuditEvent event(UUID organizationId, Poster poster, Instant now, NewAuditEvent event) {
        NewAuditEvent.NewTarget target = event.target();
        NewActor actor = event.actor();
        return new AuditEvent(
                event.id(),
                Objects.requireNonNullElse(event.time(), now),
                organizationId,
                event.category(),
                Objects.requireNonNullElse(event.severity(), AuditSeverity.INFO),
                event.action(),
                actor == null ? poster.actor() : actor(actor),
                new Target(target.type(), target.id(), target.name()),
                Objects.requireNonNullElse(event.outcome(), AuditOutcome.SUCCESS),
                event.ipAddress(),
                event.userAgent(),
                event.requestId(),
                Objects.requireNonNullElse(event.details(), Map.<String, @Nullable Object>of()));
    }

    private static Actor actor(NewActor actor) {
        return new Actor(actor.type(), actor.id(), actor.name(), actor.email());
    }

    private static String credential(Caller caller) {
        return switch (caller.kind()) {
            case USER, SERVICE_ACCOUNT -> "token:" + caller.issuer();
            case API_KEY -> "api-key:" + caller.subject();
        };
    }
}
