package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanPrice;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.subscription.BillingCycle.Progress;
import io.enterprisemode.billing.subscription.BillingDocuments.Billed;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.SubscriptionHistory.Kind;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Due;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Carries out the steps of subscriptions: counters, documents, rows, history and events, in one transaction. */
@ApplicationScoped
class SubscriptionLifecycle {

    private final SubscriptionRepository subscriptions;
    private final CounterCutover counters;
    private final BillingDocuments documents;
    private final SubscriptionEvents events;

    SubscriptionLifecycle(
            SubscriptionRepository subscriptions,
            CounterCutover counters,
            BillingDocuments documents,
            SubscriptionEvents events) {
        this.subscriptions = subscriptions;
        this.counters = counters;
        this.documents = documents;
        this.events = events;
    }

    /**
     * A subscription in a transaction, with the steps that it takes.
     *
     * @param drafts rows of the periods whose documents are drafts
     * @param broughtOver its state before the steps, of one that was in the form before
     */
    record Life(
            Run run,
            Subscription subscription,
            String currency,
            List<PlanSpan> spans,
            List<SubscriptionPeriod> drafts,
            boolean broughtOver,
            SubscriptionSteps steps) {

        Life {
            spans = List.copyOf(spans);
            drafts = List.copyOf(drafts);
        }
    }

    /** The transitions at the prices of a currency. */
    SubscriptionTransitions transitions(Catalogue catalogue, String currency) {
        return new SubscriptionTransitions(
                (plan, interval) -> price(catalogue.version(plan.plan(), plan.version()), currency)
                        .of(interval),
                documents.grace());
    }

    private static PlanPrice price(PlanVersion plan, String currency) {
        return plan.price(currency)
                .orElseThrow(() ->
                        new IllegalStateException(plan.code() + " " + plan.version() + " has no price in " + currency));
    }

    /** Reads a subscription; it must be locked where its steps are carried out. */
    Uni<Life> read(Run run, Subscription subscription) {
        return subscriptions
                .spans(run.tenant(), subscription.id())
                .chain(spans -> subscriptions
                        .drafts(run.tenant(), subscription.id())
                        .map(drafts -> life(run, subscription, spans, drafts)));
    }

    private Life life(Run run, Subscription subscription, List<PlanSpan> spans, List<SubscriptionPeriod> drafts) {
        String currency = currency(run.catalogue(), subscription);
        if (!subscription.isOfOldForm()) {
            SubscriptionSteps steps = steps(run.catalogue(), subscription, spans, drafts, run.now());
            return new Life(run, subscription, currency, spans, drafts, false, steps);
        }
        SubscriptionTransitions transitions = transitions(run.catalogue(), currency);
        Instant now = second(run.now(), spans);
        BillingPeriod period = subscription.nextInvoicePeriod();
        SubscriptionTransitions.Outcome outcome =
                transitions.bringOver(now, subscription.interval(), period, subscription.startedAt(), spans);
        SubscriptionSteps steps = new SubscriptionSteps(transitions, outcome.state(), spans, now);
        steps.take(outcome);
        return new Life(run, subscription, currency, spans, drafts, true, steps);
    }

    /** Of the prices of a subscription. */
    static String currency(Catalogue catalogue, Subscription subscription) {
        String chosen = subscription.currency();
        return chosen == null
                ? catalogue
                        .version(subscription.plan(), subscription.planVersion())
                        .currency()
                : chosen;
    }

    /** The steps of a subscription in the present form. */
    SubscriptionSteps steps(
            Catalogue catalogue,
            Subscription subscription,
            List<PlanSpan> spans,
            List<SubscriptionPeriod> drafts,
            Instant now) {
        return new SubscriptionSteps(
                transitions(catalogue, currency(catalogue, subscription)),
                subscription.state(
                        drafts.stream().map(SubscriptionPeriod::draft).toList()),
                spans,
                second(now, spans));
    }

    private static Instant second(Instant now, List<PlanSpan> spans) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Instant begun = spans.getLast().startsAt();
        return second.isBefore(begun) && !begun.isAfter(now.plusSeconds(MOST_BACK)) ? begun : second;
    }

    /** How far the clocks of replicas may differ, in seconds: a change is not before the one before. */
    private static final long MOST_BACK = 60;

    /**
     * Carries out the steps.
     *
     * @param kind what they are for the history
     */
    Uni<Void> carryOut(Life life, Kind kind) {
        Tenant tenant = life.run().tenant();
        Effects executed = new Effects(life);
        Uni<Void> earlier = life.broughtOver()
                ? subscriptions.bringOver(
                        tenant,
                        life.subscription().id(),
                        life.subscription().interval().months())
                : Uni.createFrom().voidItem();
        return earlier.chain(() -> Multi.createFrom()
                        .iterable(life.steps().effects())
                        .onItem()
                        .transformToUniAndConcatenate(executed::carryOut)
                        .collect()
                        .last())
                .chain(() -> store(life))
                .chain(() -> tenant.session().flush())
                .chain(() -> noted(life, kind))
                .chain(() -> events.changed(
                        tenant,
                        life.subscription(),
                        life.run()
                                .catalogue()
                                .version(
                                        life.subscription().plan(),
                                        life.subscription().planVersion()),
                        life.currency(),
                        life.run().now(),
                        life.run().traceparent()));
    }

    private Uni<Void> store(Life life) {
        Tenant tenant = life.run().tenant();
        Subscription subscription = life.subscription();
        SubscriptionState state = life.steps().state();
        List<SubscriptionPeriod> opened = opened(tenant.organizationId(), subscription, life.drafts(), state);
        Instant nextDue = nextDue(life, state);
        if (life.broughtOver()) {
            boolean isYear = subscription.interval() == BillingInterval.YEAR;
            Instant end = subscription.nextInvoicePeriod().end();
            subscription.bringOver(state, life.currency(), isYear ? end : null, nextDue);
        } else {
            subscription.take(state, nextDue);
        }
        return tenant.session().persistAll(opened.toArray());
    }

    /** Rows of the drafts that have none yet. */
    static List<SubscriptionPeriod> opened(
            UUID organization, Subscription subscription, List<SubscriptionPeriod> drafts, SubscriptionState state) {
        List<Instant> present =
                drafts.stream().map(draft -> draft.period().start()).toList();
        return state.drafts().stream()
                .filter(draft -> !present.contains(draft.period().start()))
                .map(draft -> new SubscriptionPeriod(organization, subscription.id(), draft))
                .toList();
    }

    /** A draft waits for the grace also after the subscription was made, which may be long after its begin. */
    private @Nullable Instant nextDue(Life life, SubscriptionState state) {
        return nextDue(
                transitions(life.run().catalogue(), life.currency()),
                state,
                life.subscription().createdAt());
    }

    /** When the scheduler has something to do; null: never. */
    @Nullable
    Instant nextDue(SubscriptionTransitions transitions, SubscriptionState state, Instant createdAt) {
        return transitions.next(state).map(due -> dueAt(due, createdAt)).orElse(null);
    }

    /** When something is due for the scheduler. */
    Instant dueAt(Due due, Instant createdAt) {
        Instant earliest = createdAt.plus(documents.grace());
        return due.isFinalizing() && due.at().isBefore(earliest) ? earliest : due.at();
    }

    private Uni<Void> noted(Life life, Kind kind) {
        Tenant tenant = life.run().tenant();
        List<SubscriptionHistory> rows = new ArrayList<>();
        if (life.broughtOver()) {
            rows.add(row(life, Kind.BROUGHT_OVER));
        }
        rows.add(row(life, kind));
        return tenant.session().persistAll(rows.toArray());
    }

    private static SubscriptionHistory row(Life life, Kind kind) {
        return row(
                life.run().tenant().organizationId(),
                life.subscription(),
                kind,
                life.run().now(),
                life.run().origin() == null
                        ? null
                        : life.run().origin().caller().principalId());
    }

    /** What happened to a subscription, which has its new revision. */
    static SubscriptionHistory row(
            UUID organization, Subscription subscription, Kind kind, Instant now, @Nullable UUID actor) {
        boolean hasEnded = kind == Kind.PERIOD_ENDED && subscription.endedAt() != null;
        return new SubscriptionHistory(organization, subscription, hasEnded ? Kind.ENDED : kind, now, actor);
    }

    /** Does the next thing that is due, in this transaction. */
    Uni<Progress> proceed(Run run, Subscription subscription) {
        return read(run, subscription).chain(life -> {
            boolean isDone = proceed(life.steps(), subscription, run.now());
            return isDone || life.broughtOver()
                    ? carryOut(life, Kind.PERIOD_ENDED)
                            .map(done -> !isDone
                                    ? Progress.NOTHING
                                    : subscription.isDue(run.now()) ? Progress.MORE_DUE : Progress.DONE)
                    : Uni.createFrom().item(Progress.NOTHING);
        });
    }

    /** Takes the next step, if it is due; answers whether it was. */
    boolean proceed(SubscriptionSteps steps, Subscription subscription, Instant now) {
        return steps.proceed(due -> !dueAt(due, subscription.createdAt()).isAfter(now));
    }

    /** The usage periods of a subscription, without its end. */
    private static UsageCalendar calendar(Life life) {
        SubscriptionState state = life.steps().state();
        Subscription subscription = life.subscription();
        boolean isYear = life.broughtOver() && subscription.interval() == BillingInterval.YEAR;
        return new UsageCalendar(
                state.begin(),
                state.anchor(),
                isYear ? subscription.nextInvoicePeriod().end() : subscription.yearlyUntil(),
                null,
                null);
    }

    /** Carries out effects one after the other. */
    private final class Effects {

        private final Life life;
        private final List<PlanSpan> spans;
        private final UsageCalendar calendar;

        private Effects(Life life) {
            this.life = life;
            this.spans = new ArrayList<>(life.spans());
            this.calendar = calendar(life);
        }

        private Uni<Void> carryOut(Effect effect) {
            return switch (effect) {
                case Effect.PlanStarts(Instant at, PlanKey plan) -> planStarts(at, plan);
                case Effect.Ends(Instant at) -> ends(at);
                case Effect.Issue(Instant at, List<PriceLine> lines) ->
                    documents.issue(life.run(), billed(List.of()), lines);
                case Effect.FinalizeDraft(Instant at, OpenDraft draft) ->
                    adjustable()
                            .chain(adjustable -> documents.finalizeDraft(life.run(), billed(adjustable), draft))
                            .chain(document -> finish(draft, document));
                case Effect.IssueLast(Instant at) ->
                    adjustable().chain(adjustable -> documents.issueLast(life.run(), billed(adjustable)));
            };
        }

        /** One that was opened in this transaction has no row yet. */
        private Uni<Void> finish(OpenDraft draft, Optional<UUID> document) {
            Tenant tenant = life.run().tenant();
            Optional<SubscriptionPeriod> row = life.drafts().stream()
                    .filter(each -> each.period().start().equals(draft.period().start()))
                    .findFirst();
            SubscriptionPeriod finished = row.orElseGet(() -> new SubscriptionPeriod(
                    tenant.organizationId(), life.subscription().id(), draft));
            finished.finish(life.run().now(), document.orElse(null));
            return row.isPresent()
                    ? Uni.createFrom().voidItem()
                    : tenant.session().persist(finished);
        }

        private Uni<List<UsagePeriod>> adjustable() {
            return subscriptions.adjustable(
                    life.run().tenant(), life.subscription().id());
        }

        private Billed billed(List<UsagePeriod> adjustable) {
            return new Billed(
                    life.subscription().id(),
                    life.currency(),
                    life.steps().state().plan(),
                    spans,
                    adjustable);
        }

        private SubscriptionTerms terms() {
            return new SubscriptionTerms(
                    life.subscription().id(), life.subscription().status(), 0, calendar, spans, null, null);
        }

        private Uni<Void> planStarts(Instant at, PlanKey plan) {
            Tenant tenant = life.run().tenant();
            Uni<Void> cut = divided(at)
                    .map(part -> counters.lock(tenant, part)
                            .chain(() -> counters.end(
                                    tenant,
                                    life.run().catalogue(),
                                    part,
                                    new PlanPart(
                                            part.period(),
                                            at,
                                            part.end(),
                                            plan.plan(),
                                            plan.version(),
                                            part.isTrial()))))
                    .orElseGet(() -> Uni.createFrom().voidItem());
            return cut.chain(() -> subscriptions.startPlan(
                            tenant,
                            life.subscription().id(),
                            plan,
                            at,
                            life.run().now()))
                    .invoke(() -> {
                        spans.removeIf(span -> span.startsAt().equals(at));
                        spans.add(new PlanSpan(plan.plan(), plan.version(), at));
                    });
        }

        private Uni<Void> ends(Instant at) {
            return divided(at)
                    .map(part -> counters.lock(life.run().tenant(), part)
                            .chain(() -> counters.stop(life.run().tenant(), part, at)))
                    .orElseGet(() -> Uni.createFrom().voidItem());
        }

        /** The part in whose middle the instant lies. */
        private Optional<PlanPart> divided(Instant at) {
            return spans.isEmpty()
                    ? Optional.empty()
                    : terms().partAt(at).filter(part -> part.start().isBefore(at));
        }
    }
}
