package io.enterprisemode.billing.reservation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.ingest.UsageEventReader;
import io.enterprisemode.billing.metering.AwaitedWorkspaces;
import io.enterprisemode.billing.metering.CounterKey;
import io.enterprisemode.billing.metering.CounterLocks;
import io.enterprisemode.billing.metering.LimitStatus;
import io.enterprisemode.billing.metering.LockedCounter;
import io.enterprisemode.billing.metering.ParsedEvent;
import io.enterprisemode.billing.metering.Refusal;
import io.enterprisemode.billing.metering.UsageBatch;
import io.enterprisemode.billing.metering.UsageEvent;
import io.enterprisemode.billing.metering.UsageKeys;
import io.enterprisemode.billing.metering.UsageResult;
import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.billing.reservation.ReservationStatements.Stored;
import io.enterprisemode.billing.subscription.AwaitedSubscription;
import io.enterprisemode.billing.subscription.LiveSubscription;
import io.enterprisemode.billing.subscription.PlanPart;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.kernel.access.AwaitedView;
import io.enterprisemode.kernel.access.WorkspacePlaces.NamedWorkspace;
import io.enterprisemode.kernel.access.WorkspacePlaces.Place;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.web.access.Reach;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Holding a quantity before it is used. A reservation stands on the counter of the period (or part of it) in which it
 * is made, and is decided under the lock of that counter, as usage is: what is used and what is held never exceed a
 * BLOCK limit together. A commit becomes one usage event, whose identity and time are those of the reservation, in the
 * transaction that settles it.
 */
@ApplicationScoped
public class Reservations {

    /** The source of the usage events that reservations become; their id is that of the reservation. */
    static final String SOURCE = "/billing/reservations";

    private static final String ROUTE = "POST /api/billing/entitlements/reserve";

    private final UsageWriter writer;
    private final AwaitedWorkspaces workspaces;
    private final AwaitedSubscription subscription;
    private final LiveSubscription subscriptions;
    private final PlanCatalogue catalogue;
    private final Clock clock;
    private final long mostOfMeter;

    Reservations(
            UsageWriter writer,
            AwaitedWorkspaces workspaces,
            AwaitedSubscription subscription,
            LiveSubscription subscriptions,
            PlanCatalogue catalogue,
            Clock clock,
            @ConfigProperty(name = "enterprise.reservations.most-of-meter", defaultValue = "10000") long mostOfMeter) {
        this.writer = writer;
        this.workspaces = workspaces;
        this.subscription = subscription;
        this.subscriptions = subscriptions;
        this.catalogue = catalogue;
        this.clock = clock;
        this.mostOfMeter = mostOfMeter;
    }

    /**
     * Holds a quantity, or says why not. With the same key again it answers what became of the first, and where its
     * meter stands now, as {@link IdempotentAnswer#isRepeated repeated}; a refusal is not kept, it is decided anew.
     *
     * @param idempotencyKey the header as it came; null: none
     */
    public Uni<IdempotentAnswer<ReserveUsageView>> reserve(
            UUID organization,
            Reach reach,
            Origin origin,
            @Nullable String idempotencyKey,
            ReserveUsageRequest request) {
        IdempotentCall call = IdempotentCall.of(origin.caller().principalId(), ROUTE, idempotencyKey, request);
        AwaitedView.Question question = workspaces.ask();
        NamedWorkspace named = new NamedWorkspace(organization, request.workspaceId());
        return reserve(organization, reach, call, request)
                .onFailure(UnknownWorkspace.class)
                .recoverWithUni(unknown -> workspaces
                        .isKnown(
                                question,
                                organization,
                                1,
                                Set.of(named),
                                facts -> facts.isThere(named) && facts.isSeen(reach, named))
                        .chain(() -> reserve(organization, reach, call, request)))
                .onFailure(UnknownWorkspace.class)
                .transform(
                        unknown -> ProblemException.invalid("/workspaceId", "is not a workspace of the organization"))
                .chain(answer -> answer.value().wasRefusedFor(Refusal.NO_SUBSCRIPTION)
                        ? subscription
                                .isThere(organization, question)
                                .chain(there -> there
                                        ? reserve(organization, reach, call, request)
                                        : Uni.createFrom().item(answer))
                        : Uni.createFrom().item(answer));
    }

    private Uni<IdempotentAnswer<ReserveUsageView>> reserve(
            UUID organization, Reach reach, IdempotentCall call, ReserveUsageRequest request) {
        return catalogue
                .knowing(request.meter())
                .chain(known -> catalogue.using(current -> writer.inTransaction(
                        organization,
                        (connection, wait) ->
                                new Reserving(connection, wait, organization, reach, current, request, call).run())))
                .map(answer -> answer.map(value -> value.within(reach)));
    }

    /** The workspace is not known here, or not for the caller. */
    private static final class UnknownWorkspace extends RuntimeException {

        UnknownWorkspace() {
            super("the workspace is not known", null, false, false);
        }
    }

    private static @Nullable UsageLimit limit(
            Catalogue catalogue, Meter meter, SubscriptionTerms terms, PlanPart part) {
        return catalogue
                .version(part.plan(), part.planVersion())
                .allowance(meter.code())
                .map(allowance -> UsageLimit.of(allowance, terms.intervalOf(part), part.granted()))
                .orElse(null);
    }

    /** Where the meter of a reservation stands now, on its counter; empty when no plan holds there any more. */
    private static Uni<Optional<LimitStatus>> standing(
            ReservationStatements statements, Stored stored, Catalogue catalogue, Optional<SubscriptionTerms> found) {
        CounterKey counter = stored.counter();
        SubscriptionTerms terms = found.orElse(null);
        PlanPart part = terms == null
                ? null
                : terms.partAt(counter.periodStart())
                        .filter(each -> each.start().equals(counter.periodStart()))
                        .orElse(null);
        return terms == null || part == null
                ? Uni.createFrom().item(Optional.empty())
                : statements.standing(counter, limit(catalogue, catalogue.meter(counter.meter()), terms, part));
    }

    private static Meter summedMeter(Catalogue catalogue, String code) {
        Meter meter = catalogue
                .meter(code)
                .orElseThrow(() -> ProblemException.invalid("/meter", "is not the code of a meter"));
        if (meter.aggregation() != Aggregation.SUM) {
            throw ProblemException.invalid("/meter", "is not summed up, so that no quantity of it can be held");
        }
        if (meter.archived()) {
            throw ProblemException.invalid("/meter", "is archived and takes no new usage");
        }
        return meter;
    }

    /** One reservation in the making. */
    private final class Reserving {

        private final SqlConnection connection;
        private final CounterLocks locks;
        private final ReservationStatements statements;
        private final UUID organization;
        private final Reach reach;
        private final Catalogue current;
        private final ReserveUsageRequest request;
        private final IdempotentCall call;
        private final @Nullable UUID requestKey;

        Reserving(
                SqlConnection connection,
                UsageWriter.LockWait wait,
                UUID organization,
                Reach reach,
                Catalogue current,
                ReserveUsageRequest request,
                IdempotentCall call) {
            this.connection = connection;
            this.locks = new CounterLocks(connection, wait, organization);
            this.statements = new ReservationStatements(connection, organization);
            this.organization = organization;
            this.reach = reach;
            this.current = current;
            this.request = request;
            this.call = call;
            this.requestKey = call.key()
                    .map(key -> UsageKeys.request(call.principalId().toString(), key))
                    .orElse(null);
        }

        /** A repetition is recognised before any refusal, so that sending again is always safe. */
        Uni<IdempotentAnswer<ReserveUsageView>> run() {
            return Uni.combine()
                    .all()
                    .unis(
                            PlanCatalogue.requirePresent(connection, current),
                            subscriptions.find(connection, organization),
                            statements.place(request.workspaceId()),
                            before())
                    .withUni((present, terms, place, before) -> {
                        if (before.isPresent()) {
                            return replay(before.get(), terms);
                        }
                        Meter meter = summedMeter(current, request.meter());
                        requireReach(place);
                        return decide(meter, terms);
                    });
        }

        private Uni<Optional<Stored>> before() {
            UUID key = requestKey;
            return key == null ? Uni.createFrom().item(Optional.empty()) : statements.byRequest(key);
        }

        private void requireReach(Optional<Place> place) {
            NamedWorkspace named = new NamedWorkspace(organization, request.workspaceId());
            if (place.filter(known -> known.isWithin(reach, named)).isEmpty()) {
                throw new UnknownWorkspace();
            }
        }

        private Uni<IdempotentAnswer<ReserveUsageView>> replay(Stored stored, Optional<SubscriptionTerms> terms) {
            if (!call.fingerprint().equals(stored.fingerprint())) {
                throw ProblemType.IDEMPOTENCY_KEY_REUSED.with("Use a new key for a new request.");
            }
            return standing(statements, stored, current, terms)
                    .map(standing -> IdempotentAnswer.before(
                            ReserveUsageView.held(stored.view(current), standing.orElse(null))));
        }

        private Uni<IdempotentAnswer<ReserveUsageView>> decide(Meter meter, Optional<SubscriptionTerms> found) {
            Instant now = DatabaseTime.now(clock);
            SubscriptionTerms terms = found.orElse(null);
            PlanPart part = terms == null ? null : terms.partAt(now).orElse(null);
            if (terms == null || part == null) {
                return refused(Refusal.NO_SUBSCRIPTION, null);
            }
            if (!terms.entitles()) {
                return refused(Refusal.SUBSCRIPTION_SUSPENDED, null);
            }
            return locks.lock(meter, part.start(), part.end(), limit(current, meter, terms, part))
                    .chain(counter -> hold(counter, now, found));
        }

        private static Uni<IdempotentAnswer<ReserveUsageView>> refused(
                Refusal refusal, @Nullable LimitStatus standing) {
            return Uni.createFrom().item(IdempotentAnswer.now(ReserveUsageView.refused(refusal, standing)));
        }

        private Uni<IdempotentAnswer<ReserveUsageView>> hold(
                LockedCounter counter, Instant now, Optional<SubscriptionTerms> terms) {
            if (counter.reservations() >= mostOfMeter) {
                throw ReservationProblems.tooMany(mostOfMeter);
            }
            if (!counter.admitsMore(request.quantity())) {
                return refused(Refusal.LIMIT_REACHED, counter.status());
            }
            return statements
                    .hold(
                            UuidCreator.getTimeOrderedEpoch(),
                            counter.key(),
                            request,
                            now,
                            requestKey,
                            requestKey == null ? null : call.fingerprint())
                    .chain(made -> {
                        if (made.isEmpty()) {
                            return before().chain(first -> replay(first.orElseThrow(), terms));
                        }
                        counter.hold(request.quantity());
                        return Uni.createFrom()
                                .item(IdempotentAnswer.now(
                                        ReserveUsageView.held(made.get().view(current), counter.status())));
                    });
        }
    }

    /** A reservation of a workspace within reach. */
    public Uni<Reservation> find(UUID organization, Reach reach, UUID id) {
        return catalogue.using(current -> writer.inTransaction(
                organization,
                connection -> new ReservationStatements(connection, organization)
                        .byId(id)
                        .map(found -> within(found, reach, organization).view(current))));
    }

    /** Gives back what is held; a second time it has no effect, and is answered as repeated. */
    public Uni<IdempotentAnswer<Reservation>> release(UUID organization, Reach reach, UUID id) {
        return catalogue.using(current -> writer.inTransaction(organization, connection -> {
            ReservationStatements statements = new ReservationStatements(connection, organization);
            return statements.lock(id).chain(found -> {
                Stored stored = within(found, reach, organization);
                if (stored.state() == ReservationState.RELEASED) {
                    return Uni.createFrom().item(IdempotentAnswer.before(stored.view(current)));
                }
                requireHeld(stored, ReservationState.RELEASED);
                return statements
                        .settle(id, ReservationState.RELEASED, null)
                        .map(settled -> IdempotentAnswer.now(
                                settled.orElseThrow(Reservations::justExpired).view(current)));
            });
        }));
    }

    /**
     * Turns what is held into usage; a second time with the same quantity it has no effect, and is answered as
     * repeated.
     */
    public Uni<IdempotentAnswer<Reservation>> commit(
            UUID organization, Reach reach, Origin origin, UUID id, CommitReservationRequest request) {
        return catalogue
                .using(current -> writer.inTransaction(organization, (connection, wait) -> {
                    ReservationStatements statements = new ReservationStatements(connection, organization);
                    return statements.lock(id).chain(found -> {
                        Stored stored = within(found, reach, organization);
                        return stored.state() == ReservationState.COMMITTED
                                        && request.quantity().equals(stored.settledQuantity())
                                ? committedBefore(connection, statements, stored, current, organization)
                                : commit(
                                        connection,
                                        new CounterLocks(connection, wait, organization),
                                        statements,
                                        stored,
                                        current,
                                        batch(organization, reach, origin, current, stored, request),
                                        request.quantity());
                    });
                }))
                .onFailure(NeverCounted.class)
                .recoverWithUni(never -> letGo(organization, id, never.reason))
                .invoke(committed -> writer.measured(committed.results()))
                .map(committed -> committed.reservation().map(reservation -> reservation.within(reach)));
    }

    private record Committed(IdempotentAnswer<Reservation> reservation, List<UsageResult> results) {}

    private Uni<Committed> committedBefore(
            SqlConnection connection,
            ReservationStatements statements,
            Stored stored,
            Catalogue current,
            UUID organization) {
        return subscriptions
                .find(connection, organization)
                .chain(terms -> standing(statements, stored, current, terms))
                .map(standing -> new Committed(
                        IdempotentAnswer.before(stored.view(current).with(standing.orElse(null))), List.of()));
    }

    /** Under the lock of the counter it is held still, or has expired; nobody else takes what it holds in between. */
    private Uni<Committed> commit(
            SqlConnection connection,
            CounterLocks locks,
            ReservationStatements statements,
            Stored stored,
            Catalogue current,
            UsageBatch batch,
            long quantity) {
        requireHeld(stored, ReservationState.COMMITTED);
        return locks.lock(stored.counter())
                .chain(() -> statements.settle(stored.id(), ReservationState.COMMITTED, quantity))
                .map(settled -> settled.orElseThrow(Reservations::justExpired))
                .chain(settled -> writer.write(connection, batch)
                        .map(results -> new Committed(
                                IdempotentAnswer.now(committed(settled, current, results.getFirst())), results)));
    }

    /** What is held and can never be counted is held no longer. */
    private Uni<Committed> letGo(UUID organization, UUID id, String reason) {
        return writer.inTransaction(
                        organization,
                        connection -> new ReservationStatements(connection, organization)
                                .settle(id, ReservationState.RELEASED, null))
                .chain(released -> Uni.createFrom()
                        .failure(ReservationProblems.NOT_COUNTED.with(
                                reason + " It never can be: what was held is released.")));
    }

    /** The usage event of a reservation is refused, and would be each time again. */
    private static final class NeverCounted extends RuntimeException {

        private final String reason;

        NeverCounted(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }

    private static Stored within(Optional<Stored> found, Reach reach, UUID organization) {
        return found.filter(stored -> stored.isWithin(reach, organization))
                .orElseThrow(() -> ProblemException.notFound("reservation"));
    }

    private static void requireHeld(Stored stored, ReservationState wanted) {
        if (!stored.state().mayBecome(wanted)) {
            Instant since = stored.settledAt() == null ? stored.expiresAt() : stored.settledAt();
            throw ReservationProblems.SETTLED.with("It is " + stored.state() + " since " + since + ".");
        }
    }

    private static ProblemException justExpired() {
        return ReservationProblems.SETTLED.with("It has just expired.");
    }

    private UsageBatch batch(
            UUID organization,
            Reach reach,
            Origin origin,
            Catalogue current,
            Stored stored,
            CommitReservationRequest request) {
        ParsedEvent received = UsageEventReader.ofTheSuite(current).read(event(current, stored, request));
        return switch (received) {
            case ParsedEvent.Invalid invalid -> throw ProblemException.invalid("/properties", invalid.detail());
            case ParsedEvent.Valid(UsageEvent event) ->
                new UsageBatch(
                        organization,
                        reach,
                        false,
                        DatabaseTime.now(clock),
                        current,
                        List.of(received),
                        origin.traceparent(),
                        Map.of(event.key(), stored.quantity()));
        };
    }

    private static ObjectNode event(Catalogue current, Stored stored, CommitReservationRequest request) {
        Meter meter = current.meter(stored.counter().meter());
        ObjectNode properties = request.properties() == null
                ? JsonNodeFactory.instance.objectNode()
                : request.properties().deepCopy();
        if (meter.valueProperty() != null) {
            properties.put(meter.valueProperty(), request.quantity());
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("id", stored.id().toString())
                .put("source", SOURCE)
                .put("type", meter.code())
                .put("subject", stored.workspaceId().toString())
                .put("time", stored.reservedAt().toString());
        event.putObject("data").put("quantity", request.quantity()).set("properties", properties);
        return event;
    }

    private static Reservation committed(Stored settled, Catalogue current, UsageResult result) {
        return switch (result.status()) {
            case ACCEPTED -> settled.view(current).with(Objects.requireNonNull(result.standing()));
            case DUPLICATE, CONFLICT -> throw new NeverCounted("Its identity was taken by another usage event.");
            case REJECTED -> throw new NeverCounted("Reason: " + result.reason() + ".");
            case BLOCKED -> throw ReservationProblems.NOT_COUNTED.with("Reason: " + result.reason() + ".");
        };
    }
}
