package io.enterprisemode.billing.subscription;

import com.github.f4b6a3.uuid.UuidCreator;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.SubscriptionHistory.Kind;
import io.enterprisemode.billing.subscription.SubscriptionLifecycle.Life;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Creates subscriptions and shows them. */
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
    private final SubscriptionLifecycle lifecycle;
    private final SubscriptionEvents events;
    private final CounterCutover counters;
    private final Trials trials;
    private final PlanCatalogue catalogue;
    private final SubscriptionConfiguration configuration;
    private final Idempotency idempotency;
    private final AuditTrail audit;
    private final OrganizationClock clock;

    Subscriptions(
            TenantTransactions transactions,
            SubscriptionRepository subscriptions,
            SubscriptionLifecycle lifecycle,
            SubscriptionEvents events,
            CounterCutover counters,
            Trials trials,
            PlanCatalogue catalogue,
            SubscriptionConfiguration configuration,
            Idempotency idempotency,
            AuditTrail audit,
            OrganizationClock clock) {
        this.transactions = transactions;
        this.subscriptions = subscriptions;
        this.lifecycle = lifecycle;
        this.events = events;
        this.counters = counters;
        this.trials = trials;
        this.catalogue = catalogue;
        this.configuration = configuration;
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
                        .map(plan -> transactions.inOrganization(
                                organization, tenant -> subscribeByDefault(tenant, current, plan)))
                        .orElseGet(() -> {
                            LOG.errorf(
                                    "there is no plan %s: organization %s is left without one", planCode, organization);
                            return Uni.createFrom().voidItem();
                        }))
                .onFailure(ConstraintViolationException.class)
                .recoverWithNull();
    }

    private Uni<Void> subscribeByDefault(Tenant tenant, Catalogue current, PlanVersion plan) {
        Instant now = clock.now(tenant.organizationId());
        Run run = new Run(tenant, current, now, null);
        Wanted wanted = new Wanted(
                plan,
                plan.currency(),
                BillingInterval.MONTH,
                now.minus(BACKDATED_BY).truncatedTo(ChronoUnit.SECONDS),
                0);
        return subscriptions
                .lockMaking(tenant)
                .chain(() -> subscriptions.before(tenant, Optional.empty(), 1))
                .chain(any -> {
                    if (!any.isEmpty()) {
                        return Uni.createFrom().voidItem();
                    }
                    Life life = life(run, wanted);
                    life.subscription().makeAutomatic();
                    return started(life).chain(() -> audit.record(tenant, created(life.subscription())));
                });
    }

    private Uni<Void> giveWay(Run run, Subscription automatic) {
        PlanVersion plan = run.catalogue().version(automatic.plan(), automatic.planVersion());
        automatic.giveWay();
        return run.tenant()
                .session()
                .flush()
                .chain(() -> events.changed(
                        run.tenant(),
                        automatic,
                        plan,
                        automatic.currency() == null ? plan.currency() : automatic.currency(),
                        run.now(),
                        run.traceparent()));
    }

    private static OrgScopedId newKey(Tenant tenant) {
        return new OrgScopedId(tenant.organizationId(), UuidCreator.getTimeOrderedEpoch());
    }

    /** What is to be subscribed to. */
    private record Wanted(PlanVersion plan, String currency, BillingInterval interval, Instant startAt, int trialDays) {

        private PlanKey key() {
            return new PlanKey(plan.code(), plan.version());
        }
    }

    /** A subscription with its first steps; nothing is stored yet. */
    private Life life(Run run, Wanted wanted) {
        Instant second = run.now().truncatedTo(ChronoUnit.SECONDS);
        SubscriptionTransitions transitions = lifecycle.transitions(run.catalogue(), wanted.currency());
        SubscriptionTransitions.Outcome outcome =
                transitions.subscribe(second, wanted.startAt(), wanted.key(), wanted.interval(), wanted.trialDays());
        SubscriptionSteps steps = new SubscriptionSteps(transitions, outcome.state(), List.of(), second);
        steps.take(outcome);
        Subscription made = new Subscription(
                newKey(run.tenant()),
                outcome.state(),
                wanted.currency(),
                lifecycle.nextDue(transitions, outcome.state(), run.now()),
                run.now());
        return new Life(run, made, wanted.currency(), List.of(), List.of(), false, steps);
    }

    private Uni<Void> started(Life life) {
        Subscription made = life.subscription();
        return subscriptions
                .persistAndFlush(made)
                .chain(() -> lifecycle.carryOut(life, Kind.CREATED))
                .invoke(() -> LOG.infof(
                        "organization %s subscribed to %s (%s): %s",
                        life.run().tenant().organizationId(), made.plan(), made.interval(), made.id()));
    }

    private Uni<SubscriptionView> create(
            Tenant tenant, Origin origin, Catalogue current, CreateSubscriptionRequest request) {
        Run run = new Run(tenant, current, clock.now(tenant.organizationId()), origin);
        Wanted wanted = wanted(run, request);
        return subscriptions
                .lockMaking(tenant)
                .chain(() -> wanted.trialDays() == 0
                        ? Uni.createFrom().voidItem()
                        : trials.require(tenant, wanted.plan().code(), run.now()))
                .chain(() -> subscriptions.lockLive(tenant))
                .chain(live -> create(run, origin, wanted, live));
    }

    /** Its id is made under the locks, so that it is greater than that of any before it. */
    private Uni<SubscriptionView> create(Run run, Origin origin, Wanted wanted, Optional<Subscription> live) {
        Life life = life(run, wanted);
        return live.map(present -> present.isAutomatic()
                        ? replace(run, present, life)
                        : requireEnded(run, present).chain(() -> follow(run, life)))
                .orElseGet(() -> follow(run, life))
                .chain(() -> started(life))
                .call(() -> audit.record(run.tenant(), origin, created(life.subscription())))
                .map(done -> SubscriptionView.of(life.subscription(), run.catalogue(), run.now()));
    }

    /** One that was canceled may be over by now, though that is still to be done. */
    private Uni<Void> requireEnded(Run run, Subscription present) {
        return lifecycle.read(run, present).chain(life -> {
            life.steps().untilNow();
            if (life.steps().state().endedAt() == null) {
                throw alreadySubscribed();
            }
            return lifecycle.carryOut(life, Kind.PERIOD_ENDED);
        });
    }

    private Wanted wanted(Run run, CreateSubscriptionRequest request) {
        PlanVersion plan = run.catalogue()
                .offered(request.plan())
                .orElseThrow(() -> ProblemException.invalid("/plan", "is not the code of a plan"));
        String currency = request.currency() == null ? plan.currency() : request.currency();
        if (plan.price(currency).isEmpty()) {
            throw ProblemException.invalid("/currency", "must be one in which the plan has a price");
        }
        int trialDays = request.trialDays() == null ? 0 : request.trialDays();
        if (trialDays > configuration.longestTrial()) {
            throw ProblemException.invalid("/trialDays", "must be at most " + configuration.longestTrial());
        }
        return new Wanted(plan, currency, request.interval(), startAt(request, run.now()), trialDays);
    }

    /** Ends what the organization got by itself; its plan holds until what is wanted starts. */
    private Uni<Void> replace(Run run, Subscription automatic, Life wanted) {
        wanted.subscription().follow(automatic);
        return endParts(run, automatic, wanted)
                .chain(() -> giveWay(run, automatic))
                .call(() -> run.origin() == null
                        ? audit.record(run.tenant(), canceled(automatic))
                        : audit.record(run.tenant(), run.origin(), canceled(automatic)));
    }

    /** Counting goes on in the parts of the new one from its start on, as after a change of plan. */
    private Uni<Void> endParts(Run run, Subscription automatic, Life wanted) {
        Instant at = wanted.subscription().startedAt();
        return subscriptions
                .terms(run.tenant(), automatic)
                .chain(terms -> terms.partAt(at)
                        .map(part -> counters.lock(run.tenant(), part)
                                .chain(() -> counters.end(run.tenant(), run.catalogue(), part, firstPart(wanted))))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private static PlanPart firstPart(Life wanted) {
        return wanted.subscription()
                .terms(wanted.steps().spans())
                .partAt(wanted.subscription().startedAt())
                .orElseThrow();
    }

    /** Begins where the last subscription has ended, or later. */
    private Uni<Void> follow(Run run, Life wanted) {
        Instant at = wanted.subscription().startedAt();
        return subscriptions.endedLast(run.tenant()).chain(found -> {
            if (found.isEmpty()) {
                return counters.begin(run.tenant(), run.catalogue(), firstPart(wanted), Optional.empty());
            }
            Subscription ended = found.get();
            Instant end = ended.endedAt();
            if (end != null && at.isBefore(end)) {
                throw ProblemException.invalid(
                        "/startAt", "must not be before the end of the last subscription, " + end);
            }
            return subscriptions.terms(run.tenant(), ended).chain(terms -> {
                Optional<PlanPart> last = end == null
                        ? Optional.empty()
                        : terms.partAt(end.minusMillis(1))
                                .filter(part -> part.period().wholeEnd().isAfter(at) && !part.isTrial());
                return counters.begin(run.tenant(), run.catalogue(), firstPart(wanted), last);
            });
        });
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

    static AuditEntry canceled(Subscription subscription) {
        return AuditEntry.of(
                AuditCategory.BILLING,
                "billing.subscription.canceled",
                new Target("subscription", subscription.id().toString(), null),
                Map.of("plan", subscription.plan(), "planVersion", subscription.planVersion()));
    }

    private static ProblemException alreadySubscribed() {
        return SubscriptionProblems.ALREADY_SUBSCRIBED.with("Change or cancel it instead.");
    }

    /** All of the organization, newest first. */
    Uni<Page<SubscriptionView>> list(UUID organization, Optional<Cursor> cursor, int limit) {
        Instant now = clock.now(organization);
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> subscriptions
                        .before(tenant, cursor.map(position -> position.uuid(0)), limit + 1)
                        .map(rows -> Page.of(rows, limit, last -> Cursor.of(last.id()))
                                .map(row -> SubscriptionView.of(row, current, now)))));
    }

    /** The one that is not canceled. */
    Uni<SubscriptionView> live(UUID organization) {
        return one(organization, subscriptions::live);
    }

    /** One of the organization. */
    Uni<SubscriptionView> byId(UUID organization, UUID id) {
        return one(organization, tenant -> subscriptions.byId(tenant, id));
    }

    private Uni<SubscriptionView> one(UUID organization, Function<Tenant, Uni<Optional<Subscription>>> find) {
        Instant now = clock.now(organization);
        return catalogue.using(current -> transactions
                .inOrganization(organization, find)
                .map(found -> found.map(subscription -> SubscriptionView.of(subscription, current, now))
                        .orElseThrow(() -> ProblemException.notFound("subscription"))));
    }

    /** What happened to one of the organization, newest first. */
    Uni<Page<SubscriptionHistoryView>> history(UUID organization, UUID id, Optional<Cursor> cursor, int limit) {
        return transactions.inOrganization(
                organization,
                tenant -> subscriptions
                        .byId(tenant, id)
                        .map(found -> found.orElseThrow(() -> ProblemException.notFound("subscription")))
                        .chain(found -> subscriptions.history(
                                tenant, found.id(), cursor.map(position -> position.uuid(0)), limit + 1))
                        .map(rows -> Page.of(rows, limit, last -> Cursor.of(last.id()))
                                .map(SubscriptionHistoryView::of)));
    }
}
