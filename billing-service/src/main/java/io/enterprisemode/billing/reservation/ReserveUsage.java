package io.enterprisemode.billing.reservation;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.metering.AwaitedWorkspaces;
import io.enterprisemode.billing.metering.CounterLocks;
import io.enterprisemode.billing.metering.LimitStatus;
import io.enterprisemode.billing.metering.LockedCounter;
import io.enterprisemode.billing.metering.Refusal;
import io.enterprisemode.billing.metering.UsageKeys;
import io.enterprisemode.billing.metering.UsageWriter;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.PlanCatalogue;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Holds a quantity before it is used. A reservation stands on the counter of the period (or part of it) in which it is
 * made, and is decided under the lock of that counter, as usage is: what is used and what is held never exceed a BLOCK
 * limit together.
 */
@ApplicationScoped
public class ReserveUsage {

    private static final String ROUTE = "POST /api/billing/entitlements/reserve";

    private final UsageWriter writer;
    private final AwaitedWorkspaces workspaces;
    private final AwaitedSubscription subscription;
    private final LiveSubscription subscriptions;
    private final PlanCatalogue catalogue;
    private final Clock clock;
    private final long mostOfMeter;

    ReserveUsage(
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
     * Holds a quantity, or returns why it is refused. A request with the same key returns the reservation of the first
     * one with the current limit status of its meter, as {@link IdempotentAnswer#isRepeated repeated}. A refusal is not
     * stored; it is decided anew.
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
            return ReservationLimits.status(statements, stored, current, terms)
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
            return locks.lock(meter, part.start(), part.end(), ReservationLimits.of(current, meter, part))
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
}
