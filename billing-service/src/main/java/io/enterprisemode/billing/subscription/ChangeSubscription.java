package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanCatalogue;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.SubscriptionHistory.Kind;
import io.enterprisemode.billing.subscription.SubscriptionLifecycle.Life;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Changes, cancels and undoes: one rule for what is permitted, and the same steps for previews and execution. */
@ApplicationScoped
class ChangeSubscription {

    private static final Logger LOG = Logger.getLogger(ChangeSubscription.class);

    private final TenantTransactions transactions;
    private final SubscriptionRepository subscriptions;
    private final SubscriptionLifecycle lifecycle;
    private final PlanCatalogue catalogue;
    private final SubscriptionConfiguration configuration;
    private final Idempotency idempotency;
    private final AuditTrail audit;
    private final OrganizationClock clock;

    ChangeSubscription(
            TenantTransactions transactions,
            SubscriptionRepository subscriptions,
            SubscriptionLifecycle lifecycle,
            PlanCatalogue catalogue,
            SubscriptionConfiguration configuration,
            Idempotency idempotency,
            AuditTrail audit,
            OrganizationClock clock) {
        this.transactions = transactions;
        this.subscriptions = subscriptions;
        this.lifecycle = lifecycle;
        this.catalogue = catalogue;
        this.configuration = configuration;
        this.idempotency = idempotency;
        this.audit = audit;
        this.clock = clock;
    }

    /** What is asked for. */
    sealed interface Wanted {

        /** The name of the operation in its path. */
        String path();

        /** The body, which identifies it together with its key. */
        Object request();

        record Change(ChangePlanRequest request) implements Wanted {
            @Override
            public String path() {
                return "change";
            }
        }

        record Cancel(CancelSubscriptionRequest request) implements Wanted {
            @Override
            public String path() {
                return "cancel";
            }
        }

        record Undo() implements Wanted {
            @Override
            public String path() {
                return "undo";
            }

            @Override
            public Object request() {
                return "undo";
            }
        }
    }

    /** What was decided: how it goes into the history, and the audit trail. */
    private record Decided(Kind kind, String action, Map<String, Object> details) {

        Decided {
            details = Map.copyOf(details);
        }
    }

    /**
     * Does what is asked for.
     *
     * @param ifMatch the header as it came; null: whatever the revision
     */
    Uni<SubscriptionView> carryOut(
            UUID organization,
            Origin origin,
            @Nullable String idempotencyKey,
            @Nullable String ifMatch,
            Wanted wanted) {
        IdempotentCall call = IdempotentCall.of(
                origin.caller().principalId(),
                "POST /api/billing/subscriptions/current/" + wanted.path(),
                idempotencyKey,
                wanted.request());
        return catalogue.using(current -> transactions.inOrganization(
                organization,
                tenant -> idempotency.once(
                        tenant,
                        call,
                        SubscriptionView.class,
                        () -> carryOut(
                                new Run(tenant, current, clock.now(tenant.organizationId()), origin),
                                ifMatch,
                                wanted))));
    }

    private Uni<SubscriptionView> carryOut(Run run, @Nullable String ifMatch, Wanted wanted) {
        Tenant tenant = run.tenant();
        return subscriptions.lockLive(tenant).chain(found -> {
            Subscription subscription = found.orElseThrow(ChangeSubscription::notSubscribed);
            RevisionTag.require(ifMatch, subscription.revision());
            return requireFewChanges(run)
                    .chain(() -> lifecycle.read(run, subscription))
                    .chain(life -> {
                        Decided decided = decide(life, wanted);
                        subscription.choose();
                        return lifecycle
                                .carryOut(life, decided.kind())
                                .call(() -> record(run, subscription, decided))
                                .map(done -> SubscriptionView.of(subscription, run.catalogue(), run.now()));
                    });
        });
    }

    /** Reads the subscription with the steps that what is asked for would take; nothing is changed. */
    Uni<Life> plan(Run run, Wanted wanted) {
        return subscriptions
                .live(run.tenant())
                .chain(found -> lifecycle
                        .read(run, found.orElseThrow(ChangeSubscription::notSubscribed))
                        .invoke(life -> decide(life, wanted)));
    }

    private static ProblemException notSubscribed() {
        return SubscriptionProblems.NOT_SUBSCRIBED.with("Subscribe first.");
    }

    private Uni<Void> requireFewChanges(Run run) {
        return subscriptions
                .requestsSince(run.tenant(), run.now().minus(Duration.ofDays(1)))
                .invoke(count -> {
                    if (count >= configuration.changesPerDay()) {
                        throw ProblemException.retryLater(
                                SubscriptionProblems.TOO_MANY_CHANGES,
                                "At most " + configuration.changesPerDay() + " changes in 24 hours.",
                                Duration.ofHours(1));
                    }
                })
                .replaceWithVoid();
    }

    private Decided decide(Life life, Wanted wanted) {
        return switch (wanted) {
            case Wanted.Change(ChangePlanRequest request) -> change(life, request);
            case Wanted.Cancel(CancelSubscriptionRequest request) -> cancel(life, request);
            case Wanted.Undo undo -> undo(life);
        };
    }

    private static void require(Life life, SubscriptionAction action) {
        SubscriptionState state = life.steps().state();
        if (!SubscriptionAction.available(state.status(), state.waiting() != null, state.isBeforeFirstFee())
                .contains(action)) {
            throw switch (action) {
                case UNDO -> SubscriptionProblems.NOTHING_WAITS.with("There is nothing to undo.");
                case CHANGE_NOW, CHANGE_AT_PERIOD_END, CANCEL_AT_PERIOD_END ->
                    state.status() == SubscriptionStatus.SUSPENDED
                            ? SubscriptionProblems.SUSPENDED.with("Settle what is due first.")
                            : SubscriptionProblems.NOT_POSSIBLE.with("It is " + state.status() + ".");
                case CANCEL_NOW -> SubscriptionProblems.NOT_POSSIBLE.with("It is " + state.status() + ".");
            };
        }
    }

    private Decided change(Life life, ChangePlanRequest request) {
        Catalogue current = life.run().catalogue();
        PlanVersion plan = current.offered(request.plan())
                .orElseThrow(() -> ProblemException.invalid("/plan", "is not the code of a plan"));
        if (plan.price(life.currency()).isEmpty()) {
            throw ProblemException.invalid("/plan", "must be priced in " + life.currency());
        }
        PlanKey to = new PlanKey(plan.code(), plan.version());
        Map<String, Object> details = new HashMap<>();
        boolean[] atOnce = new boolean[1];
        life.steps().operate(state -> {
            BillingInterval interval = request.interval() == null ? state.interval() : request.interval();
            if (to.equals(state.plan()) && interval == state.interval()) {
                throw SubscriptionProblems.SAME_PLAN.with("Choose another plan than " + plan.code() + ".");
            }
            PlanVersion from = current.version(state.plan().plan(), state.plan().version());
            When when =
                    request.when() == null ? ifNotSaid(life, from, plan, state.interval(), interval) : request.when();
            boolean isNow = when == When.NOW || state.isBeforeFirstFee();
            require(life, isNow ? SubscriptionAction.CHANGE_NOW : SubscriptionAction.CHANGE_AT_PERIOD_END);
            atOnce[0] = isNow;
            details.putAll(Map.of(
                    "fromPlan", from.code(),
                    "fromPlanVersion", from.version(),
                    "plan", plan.code(),
                    "planVersion", plan.version(),
                    "interval", interval.name(),
                    "at", (isNow ? life.run().now().truncatedTo(ChronoUnit.SECONDS) : state.waitsUntil()).toString()));
            details.put("action", isDearer(life, from, plan) ? "upgraded" : "downgraded");
            SubscriptionTransitions transitions = lifecycle.transitions(current, life.currency());
            return isNow
                    ? transitions.changeNow(state, life.steps().now(), to, interval)
                    : transitions.changeAtPeriodEnd(state, life.steps().now(), to, interval);
        });
        String action = String.valueOf(details.remove("action"));
        return new Decided(
                atOnce[0] ? Kind.CHANGED : Kind.CHANGE_SCHEDULED,
                atOnce[0] ? "billing.subscription." + action : "billing.subscription.change-scheduled",
                details);
    }

    private static boolean isDearer(Life life, PlanVersion from, PlanVersion to) {
        return to.price(life.currency()).orElseThrow().yearlyMinor()
                > from.price(life.currency()).orElseThrow().yearlyMinor();
    }

    /** More is sold at once, less at the end of what is paid. */
    private static When ifNotSaid(
            Life life, PlanVersion from, PlanVersion to, BillingInterval interval, BillingInterval toInterval) {
        long more = Long.compare(
                to.price(life.currency()).orElseThrow().yearlyMinor(),
                from.price(life.currency()).orElseThrow().yearlyMinor());
        return more > 0 || (more == 0 && toInterval.months() > interval.months()) ? When.NOW : When.PERIOD_END;
    }

    private Decided cancel(Life life, CancelSubscriptionRequest request) {
        boolean isNow = request.when() == When.NOW;
        if (!isNow && request.credit() != null) {
            throw ProblemException.invalid("/credit", "is for a cancellation now only");
        }
        life.steps().operate(state -> {
            require(life, isNow ? SubscriptionAction.CANCEL_NOW : SubscriptionAction.CANCEL_AT_PERIOD_END);
            SubscriptionTransitions transitions =
                    lifecycle.transitions(life.run().catalogue(), life.currency());
            return isNow
                    ? transitions.cancelNow(state, life.steps().now(), credit(life, state, request))
                    : transitions.cancelAtPeriodEnd(state);
        });
        SubscriptionState after = life.steps().state();
        return new Decided(
                isNow ? Kind.ENDED : Kind.CANCELLATION_SCHEDULED,
                isNow ? "billing.subscription.canceled" : "billing.subscription.cancellation-scheduled",
                Map.of(
                        "plan", after.plan().plan(),
                        "planVersion", after.plan().version(),
                        "at", (isNow ? life.steps().now() : after.waitsUntil()).toString()));
    }

    /** As the version of the plan allows it. */
    private static boolean credit(Life life, SubscriptionState state, CancelSubscriptionRequest request) {
        PlanVersion plan =
                life.run().catalogue().version(state.plan().plan(), state.plan().version());
        boolean mayBe = plan.cancellationCredit().credits(state.interval());
        if (Boolean.TRUE.equals(request.credit()) && !mayBe) {
            throw SubscriptionProblems.NO_CREDIT.with("Cancel at the period's end, or without credit.");
        }
        return request.credit() == null ? mayBe : request.credit();
    }

    private Decided undo(Life life) {
        life.steps().operate(state -> {
            require(life, SubscriptionAction.UNDO);
            return lifecycle
                    .transitions(life.run().catalogue(), life.currency())
                    .undo(state);
        });
        SubscriptionState after = life.steps().state();
        return new Decided(
                Kind.UNDONE,
                "billing.subscription.change-undone",
                Map.of("plan", after.plan().plan(), "planVersion", after.plan().version()));
    }

    private Uni<Void> record(Run run, Subscription subscription, Decided decided) {
        LOG.infof("organization %s: %s %s", run.tenant().organizationId(), decided.action(), decided.details());
        AuditEntry entry = AuditEntry.of(
                AuditCategory.BILLING,
                decided.action(),
                new Target("subscription", subscription.id().toString(), null),
                decided.details());
        Origin origin = run.origin();
        return origin == null ? audit.record(run.tenant(), entry) : audit.record(run.tenant(), origin, entry);
    }

    /**
     * Ends the subscription of an organization that is deleted, with its last document: nobody can send usage of it any
     * more.
     */
    Uni<Void> endOfDeleted(UUID organization) {
        return catalogue.using(current -> transactions.inOrganization(organization, tenant -> {
            Run run = new Run(tenant, current, clock.now(tenant.organizationId()), null);
            return subscriptions
                    .lockLive(tenant)
                    .chain(found -> found.map(subscription -> lifecycle
                                    .read(run, subscription)
                                    .chain(life -> {
                                        SubscriptionTransitions transitions =
                                                lifecycle.transitions(current, life.currency());
                                        life.steps()
                                                .operate(state -> transitions.cancelNow(
                                                        state, life.steps().now(), false));
                                        while (!life.steps().state().drafts().isEmpty()) {
                                            life.steps().proceed(SubscriptionTransitions.Due::isFinalizing);
                                        }
                                        return lifecycle.carryOut(life, Kind.ENDED);
                                    })
                                    .chain(() -> audit.record(tenant, Subscriptions.canceled(subscription))))
                            .orElseGet(() -> Uni.createFrom().voidItem()));
        }));
    }
}
