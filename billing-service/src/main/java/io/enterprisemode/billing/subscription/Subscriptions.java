package io.enterprisemode.billing.subscription;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What can be done about subscriptions. */
@ApplicationScoped
class Subscriptions {

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);
    private static final long MONTHS_BACK_OR_AHEAD = 12;

    /**
     * How long before its creation the automatic subscription starts: usage may have happened before this service
     * received an event of the organization.
     */
    private static final Duration BACKDATED_BY = Duration.ofHours(1);

    private final TenantTransactions transactions;
    private final SubscriptionRepository subscriptions;
    private final SubscriptionEvents events;
    private final CounterCutover parts;
    private final PlanCatalogue catalogue;
    private final Idempotency idempotency;
    private final AuditTrail audit;
    private final Clock clock;

    Subscriptions(
            TenantTransactions transactions,
            SubscriptionRepository subscriptions,
            SubscriptionEvents events,
            CounterCutover parts,
            PlanCatalogue catalogue,
            Idempotency idempotency,
            AuditTrail audit,
            Clock clock) {
        this.transactions = transactions;
        this.subscriptions = subscriptions;
        this.events = events;
        this.parts = parts;
        this.catalogue = catalogue;
        this.idempotency = idempotency;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Subscribes the organization; refused while it has a subscription that is not canceled, except for the automatic
     * one: that is canceled, and its plan holds until the new one starts.
     */
    Uni<SubscriptionView> create(
            UUID organization, Origin origin, @Nullable String idempotencyKey, CreateSubscriptionRequest request) {
        IdempotentCall call = IdempotentCall.of(
                origin.caller().principalId(), "POST /api/billing/subscriptions", idempotencyKey, request);
        return catalogue.using(current -> transactions
                .inOrganization(
                        organization,
                        tenant -> idempotency.once(
                                tenant, call, SubscriptionView.class, () -> create(tenant, origin, current, request)))
                // The previous version takes no lock: a transaction of it may be first, perhaps only with the automatic
                // subscription.
                .onFailure(ConstraintViolationException.class)
                .retry()
                .atMost(1)
                .onFailure(ConstraintViolationException.class)
                .transform(lostRace -> alreadySubscribed()));
    }

    /**
     * Subscribes the organization to a plan automatically, unless it has or had a subscription. It gets the plan also
     * when that is not offered any more.
     */
    Uni<Void> subscribeByDefault(UUID organization, String planCode) {
        return catalogue
                .using(current -> current.newest(planCode)
                        .map(plan ->
                                transactions.inOrganization(organization, tenant -> subscribeByDefault(tenant, plan)))
                        .orElseGet(() -> {
                            LOG.errorf(
                                    "there is no plan %s: organization %s is left without one", planCode, organization);
                            return Uni.createFrom().voidItem();
                        }))
                .onFailure(ConstraintViolationException.class)
                .recoverWithNull();
    }

    private Uni<Void> subscribeByDefault(Tenant tenant, PlanVersion plan) {
        Instant now = DatabaseTime.now(clock);
        Instant startAt = now.minus(BACKDATED_BY).truncatedTo(ChronoUnit.SECONDS);
        return subscriptions
                .lockMaking(tenant)
                .chain(() -> subscriptions.before(tenant, Optional.empty(), 1))
                .chain(any -> any.isEmpty()
                        ? started(tenant, Subscription.automatic(newKey(tenant), plan, now, startAt), plan, now, null)
                                .call(made -> audit.record(tenant, created(made)))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    /** Ends the automatic subscription of an organization that still has it; there is nothing to invoice. */
    Uni<Void> endByDefault(UUID organization) {
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> subscriptions
                        .lockLive(tenant, true)
                        .chain(live -> live.filter(Subscription::isAutomatic)
                                .map(automatic -> end(tenant, automatic, current, null)
                                        .call(() -> audit.record(tenant, canceled(automatic))))
                                .orElseGet(() -> Uni.createFrom().voidItem()))));
    }

    private Uni<Void> end(Tenant tenant, Subscription subscription, Catalogue current, @Nullable String traceparent) {
        PlanVersion plan = current.version(subscription.plan(), subscription.planVersion());
        subscription.cancel();
        return tenant.session()
                .flush()
                .chain(() -> events.changed(tenant, subscription, plan, DatabaseTime.now(clock), traceparent));
    }

    private static AuditEntry canceled(Subscription subscription) {
        return AuditEntry.of(
                AuditCategory.BILLING,
                "billing.subscription.canceled",
                new Target("subscription", subscription.id().toString(), null),
                Map.of("plan", subscription.plan(), "planVersion", subscription.planVersion()));
    }

    private static OrgScopedId newKey(Tenant tenant) {
        return new OrgScopedId(tenant.organizationId(), UuidCreator.getTimeOrderedEpoch());
    }

    /** Stores a subscription with its plan and publishes the change. */
    private Uni<Subscription> started(
            Tenant tenant, Subscription made, PlanVersion plan, Instant now, @Nullable String traceparent) {
        return subscriptions
                .persistAndFlush(made)
                .call(stored -> subscriptions.startPlan(tenant, stored.id(), plan, stored.startedAt(), now))
                // With the current time, which is later than that of the end of what it replaces.
                .call(stored -> events.changed(tenant, stored, plan, DatabaseTime.now(clock), traceparent))
                .invoke(stored -> LOG.infof(
                        "organization %s subscribed to %s (%s): %s",
                        tenant.organizationId(), plan.code(), stored.interval(), stored.id()));
    }

    private Uni<SubscriptionView> create(
            Tenant tenant, Origin origin, Catalogue current, CreateSubscriptionRequest request) {
        Instant now = DatabaseTime.now(clock);
        PlanVersion plan = current.offered(request.plan())
                .orElseThrow(() -> ProblemException.invalid("/plan", "is not the code of a plan"));
        Subscription wanted = new Subscription(newKey(tenant), plan, request.interval(), startAt(request, now), now);
        return subscriptions
                .lockMaking(tenant)
                .chain(() -> subscriptions.lockLive(tenant, true))
                .chain(live -> live.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : replace(tenant, origin, current, live.get(), wanted))
                .chain(() -> started(tenant, wanted, plan, now, origin.traceparent()))
                .call(made -> audit.record(tenant, origin, created(made)))
                .map(made -> SubscriptionView.of(made, plan, now));
    }

    /** Ends what the organization got by itself; its plan holds until what is wanted starts. */
    private Uni<Void> replace(
            Tenant tenant, Origin origin, Catalogue current, Subscription automatic, Subscription wanted) {
        if (!automatic.isAutomatic()) {
            throw alreadySubscribed();
        }
        wanted.follow(automatic);
        return endParts(tenant, current, automatic, wanted)
                .chain(() -> end(tenant, automatic, current, origin.traceparent()))
                .call(() -> audit.record(tenant, origin, canceled(automatic)));
    }

    /** Counting goes on in the parts of the new one from its start on, as after a change of plan. */
    private Uni<Void> endParts(Tenant tenant, Catalogue current, Subscription automatic, Subscription wanted) {
        Instant at = wanted.startedAt();
        Optional<PlanPart> ending = automatic.terms(List.of(automatic.span())).partAt(at);
        PlanPart next = wanted.terms(List.of(wanted.span())).partAt(at).orElseThrow();
        return ending.map(part -> parts.lock(tenant, part)
                        .chain(() -> parts.end(tenant, current, automatic.interval(), part, next)))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static Instant startAt(CreateSubscriptionRequest request, Instant now) {
        Instant asked = request.startAt();
        Instant startAt = (asked == null ? now : asked).truncatedTo(ChronoUnit.SECONDS);
        Instant earliest = now.atOffset(ZoneOffset.UTC)
                .minusMonths(MONTHS_BACK_OR_AHEAD)
                .toInstant()
                .truncatedTo(ChronoUnit.SECONDS);
        Instant latest =
                now.atOffset(ZoneOffset.UTC).plusMonths(MONTHS_BACK_OR_AHEAD).toInstant();
        if (startAt.isBefore(earliest) || startAt.isAfter(latest)) {
            throw ProblemException.invalid("/startAt", "must be at most 12 months back or ahead");
        }
        return startAt;
    }

    private static AuditEntry created(Subscription made) {
        return AuditEntry.of(
                AuditCategory.BILLING,
                "billing.subscription.created",
                new Target("subscription", made.id().toString(), null),
                Map.of(
                        "plan", made.plan(),
                        "planVersion", made.planVersion(),
                        "interval", made.interval().name(),
                        "startedAt", made.startedAt().toString()));
    }

    private static ProblemException alreadySubscribed() {
        return SubscriptionProblems.ALREADY_SUBSCRIBED.with("Change or cancel it instead.");
    }

    /**
     * Changes the plan in the middle of a period. What was used before is metered and rated by the old plan; the new
     * one holds from the second on in which it is chosen.
     *
     * @param ifMatch the header as it came; null: whatever the revision
     */
    Uni<SubscriptionView> changePlan(
            UUID organization,
            Origin origin,
            @Nullable String idempotencyKey,
            @Nullable String ifMatch,
            ChangePlanRequest request) {
        IdempotentCall call = IdempotentCall.of(
                origin.caller().principalId(),
                "POST /api/billing/subscriptions/current/change",
                idempotencyKey,
                request);
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> idempotency.once(
                        tenant,
                        call,
                        SubscriptionView.class,
                        () -> changePlan(tenant, origin, current, ifMatch, request))));
    }

    private Uni<SubscriptionView> changePlan(
            Tenant tenant, Origin origin, Catalogue current, @Nullable String ifMatch, ChangePlanRequest request) {
        PlanVersion plan = current.offered(request.plan())
                .orElseThrow(() -> ProblemException.invalid("/plan", "is not the code of a plan"));
        return subscriptions.lockLive(tenant, true).chain(found -> {
            Subscription subscription =
                    found.orElseThrow(() -> SubscriptionProblems.NOT_SUBSCRIBED.with("Subscribe first."));
            RevisionTag.require(ifMatch, subscription.revision());
            PlanVersion old = current.version(subscription.plan(), subscription.planVersion());
            requireChange(subscription, old, plan, request);
            return subscriptions
                    .plans(tenant, subscription.id())
                    .chain(plans -> changePlan(tenant, current, subscription, plans, plan))
                    .invoke(() -> subscription.changeTo(plan))
                    .call(() -> tenant.session().flush())
                    .call(() -> events.changed(tenant, subscription, plan, clock.instant(), origin.traceparent()))
                    .call(at -> audit.record(tenant, origin, changed(subscription, old, plan, at)))
                    .invoke(at -> LOG.infof(
                            "organization %s changes from %s to %s at %s",
                            tenant.organizationId(), old.code(), plan.code(), at))
                    .map(at -> SubscriptionView.of(subscription, plan, clock.instant()));
        });
    }

    private static void requireChange(
            Subscription subscription, PlanVersion old, PlanVersion plan, ChangePlanRequest request) {
        if (request.interval() != null && request.interval() != subscription.interval()) {
            throw ProblemException.invalid("/interval", "must be that of the subscription: " + subscription.interval());
        }
        if (old.code().equals(plan.code()) && old.version() == plan.version()) {
            throw SubscriptionProblems.SAME_PLAN.with("Choose another plan than " + plan.code() + ".");
        }
        if (!old.currency().equals(plan.currency())) {
            throw ProblemException.invalid("/plan", "must be priced in " + old.currency());
        }
        if (!SubscriptionTerms.entitles(subscription.status())) {
            throw SubscriptionProblems.SUSPENDED.with("Settle what is due first.");
        }
    }

    /**
     * Starts the plan in this second. A plan that starts in the future, which older versions allowed, is replaced by
     * it. Returns when the plan starts.
     */
    private Uni<Instant> changePlan(
            Tenant tenant,
            Catalogue current,
            Subscription subscription,
            List<SubscriptionPlan> plans,
            PlanVersion plan) {
        Instant now = DatabaseTime.now(clock);
        SubscriptionPlan latest = plans.getLast();
        SubscriptionTerms terms =
                subscription.terms(plans.stream().map(SubscriptionPlan::span).toList());
        Instant inForce = latest.startsAt().isAfter(now) ? latest.startsAt() : now;
        PlanPart part = terms.partAt(inForce).orElseThrow();
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Instant at = second.isAfter(part.start()) ? second : part.start();
        return parts.lock(tenant, part).chain(() -> {
            if (at.equals(latest.startsAt())) {
                latest.replaceBy(plan, now);
                return Uni.createFrom().item(at);
            }
            Uni<Void> ended = at.isAfter(part.start())
                    ? parts.end(
                            tenant,
                            current,
                            terms.intervalOf(part),
                            part,
                            new PlanPart(part.period(), at, part.end(), plan.code(), plan.version()))
                    : Uni.createFrom().voidItem();
            return ended.chain(() -> subscriptions.startPlan(tenant, subscription.id(), plan, at, now))
                    .replaceWith(at);
        });
    }

    private static AuditEntry changed(Subscription subscription, PlanVersion old, PlanVersion plan, Instant at) {
        boolean dearer = plan.priceMinor(BillingInterval.YEAR) > old.priceMinor(BillingInterval.YEAR);
        return AuditEntry.of(
                AuditCategory.BILLING,
                dearer ? "billing.subscription.upgraded" : "billing.subscription.downgraded",
                new Target("subscription", subscription.id().toString(), null),
                Map.of(
                        "fromPlan", old.code(),
                        "fromPlanVersion", old.version(),
                        "plan", plan.code(),
                        "planVersion", plan.version(),
                        "at", at.toString()));
    }

    /** All of the organization, newest first. */
    Uni<Page<SubscriptionView>> list(UUID organization, Optional<Cursor> cursor, int limit) {
        Instant now = clock.instant();
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> subscriptions
                        .before(tenant, cursor.map(position -> position.uuid(0)), limit + 1)
                        .map(rows -> Page.of(rows, limit, last -> Cursor.of(last.id()))
                                .map(row -> view(row, current, now)))));
    }

    /** The one that is not canceled. */
    Uni<SubscriptionView> live(UUID organization) {
        return one(organization, subscriptions::live);
    }

    /** One of the organization. */
    Uni<SubscriptionView> byId(UUID organization, UUID id) {
        return one(organization, tenant -> subscriptions.byId(tenant, id));
    }

    private Uni<SubscriptionView> one(
            UUID organization, java.util.function.Function<Tenant, Uni<Optional<Subscription>>> find) {
        Instant now = clock.instant();
        return catalogue.using(current -> transactions
                .inOrganization(organization, find)
                .map(found -> found.map(subscription -> view(subscription, current, now))
                        .orElseThrow(() -> ProblemException.notFound("subscription"))));
    }

    private static SubscriptionView view(Subscription subscription, Catalogue catalogue, Instant now) {
        return SubscriptionView.of(
                subscription, catalogue.version(subscription.plan(), subscription.planVersion()), now);
    }
}
