package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.subscription.BillingCycle.DueSubscription;
import io.enterprisemode.billing.subscription.BillingDocuments.Billed;
import io.enterprisemode.billing.subscription.BulkDocuments.Draft;
import io.enterprisemode.billing.subscription.BulkDocuments.Finalized;
import io.enterprisemode.billing.subscription.SubscriptionHistory.Kind;
import io.enterprisemode.billing.subscription.SubscriptionRepository.Periods;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is due of many subscriptions, in one transaction of the worker role with a statement for each kind of rows: a
 * third of the work of a transaction each. It does what happens each month, the end of a usage period and the
 * finalizing of its document; all else is left to {@link BillingCycle}: subscriptions of the form before, changes that
 * take effect, ends, and documents that {@link BulkDocuments} leaves out. The rules are the same.
 *
 * <p>Locks are taken as everywhere: subscriptions, which are skipped where another transaction has them, then counters,
 * numbers and the ledger; of each kind those of all organizations, in the order of their ids.
 */
@ApplicationScoped
public class BulkBillingCycle {

    private final WorkerTransactions workers;
    private final SubscriptionRepository subscriptions;
    private final SubscriptionLifecycle lifecycle;
    private final BulkDocuments documents;
    private final SubscriptionEvents events;
    private final Outbox outbox;
    private final OrganizationClock clocks;

    BulkBillingCycle(
            WorkerTransactions workers,
            SubscriptionRepository subscriptions,
            SubscriptionLifecycle lifecycle,
            BulkDocuments documents,
            SubscriptionEvents events,
            Outbox outbox,
            OrganizationClock clocks) {
        this.workers = workers;
        this.subscriptions = subscriptions;
        this.lifecycle = lifecycle;
        this.documents = documents;
        this.events = events;
        this.outbox = outbox;
        this.clocks = clocks;
    }

    /**
     * What is left of subscriptions after a step.
     *
     * @param moreDue the next thing is due already
     * @param byThemselves nothing was done of them, as it is left to {@link BillingCycle}
     */
    public record Left(List<DueSubscription> moreDue, List<DueSubscription> byThemselves) {

        public Left {
            moreDue = List.copyOf(moreDue);
            byThemselves = List.copyOf(byThemselves);
        }
    }

    /** A subscription with the step that it takes. */
    private record Step(
            Subscription subscription,
            String currency,
            List<PlanSpan> spans,
            Periods periods,
            SubscriptionSteps steps) {

        private UUID organization() {
            return subscription.organizationId();
        }

        private DueSubscription due() {
            return new DueSubscription(organization(), subscription.id());
        }

        /** The draft that is finalized; null: none is. */
        private @Nullable OpenDraft draft() {
            return steps.effects().stream()
                    .map(effect -> effect instanceof Effect.FinalizeDraft(Instant at, OpenDraft draft) ? draft : null)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }

        private boolean isUsual() {
            return steps.effects().size() <= 1
                    && steps.effects().stream().allMatch(Effect.FinalizeDraft.class::isInstance);
        }

        private Optional<Draft> finalized() {
            OpenDraft draft = draft();
            return draft == null
                    ? Optional.empty()
                    : Optional.of(new Draft(
                            organization(),
                            new Billed(
                                    subscription.id(), currency, steps.state().plan(), spans, periods.adjustable()),
                            draft));
        }

        /** The row of the draft that is finalized, with its document. */
        private Optional<SubscriptionPeriod> finished(@Nullable Finalized finalized, Instant now) {
            OpenDraft draft = draft();
            if (draft == null) {
                return Optional.empty();
            }
            SubscriptionPeriod row = periods.drafts().stream()
                    .filter(each -> each.period().start().equals(draft.period().start()))
                    .findFirst()
                    .orElseThrow();
            row.finish(now, Objects.requireNonNull(finalized).document().orElse(null));
            return Optional.of(row);
        }
    }

    /** Does the next thing of each subscription, if it is due, and commits. Nothing is done when it fails. */
    public Uni<Left> proceed(Catalogue catalogue, Instant now, List<DueSubscription> due) {
        Map<UUID, DueSubscription> chosen = new LinkedHashMap<>();
        due.stream()
                .filter(each -> !clocks.isSet(each.organizationId()))
                .sorted(Comparator.comparing(DueSubscription::organizationId))
                .forEach(each -> chosen.putIfAbsent(each.organizationId(), each));
        List<DueSubscription> byThemselves = new ArrayList<>(due);
        byThemselves.removeAll(chosen.values());
        return chosen.isEmpty()
                ? Uni.createFrom().item(new Left(List.of(), byThemselves))
                : workers.inPipelinedTransaction(
                                connection -> proceed(connection, catalogue, now, List.copyOf(chosen.values())))
                        .map(left -> {
                            byThemselves.addAll(left.byThemselves());
                            return new Left(left.moreDue(), byThemselves);
                        });
    }

    private Uni<Left> proceed(
            SqlConnection connection, Catalogue catalogue, Instant now, List<DueSubscription> chosen) {
        Statements statements = Statements.of(connection);
        List<OrgScopedId> keys = chosen.stream()
                .map(each -> new OrgScopedId(each.organizationId(), each.id()))
                .toList();
        return subscriptions.tryLock(statements, keys).chain(locked -> {
            List<Subscription> present =
                    locked.stream().filter(each -> !each.isOfOldForm()).toList();
            return steps(statements, catalogue, now, present).chain(steps -> {
                List<Step> usual = steps.stream().filter(Step::isUsual).toList();
                return documents
                        .finalizeDrafts(
                                statements,
                                catalogue,
                                now,
                                usual.stream()
                                        .flatMap(step -> step.finalized().stream())
                                        .toList(),
                                null)
                        .chain(finalized -> store(connection, catalogue, now, usual, finalized))
                        .map(done -> left(locked, steps, done, now));
            });
        });
    }

    /** Those of which something is due. */
    private Uni<List<Step>> steps(Statements statements, Catalogue catalogue, Instant now, List<Subscription> locked) {
        List<OrgScopedId> keys = locked.stream().map(Subscription::key).toList();
        return Uni.combine()
                .all()
                .unis(subscriptions.spans(statements, keys), subscriptions.periods(statements, keys))
                .with((spans, periods) -> {
                    List<Step> steps = new ArrayList<>();
                    for (Subscription each : locked) {
                        Step step = step(
                                catalogue,
                                now,
                                each,
                                Objects.requireNonNull(spans.get(each.key())),
                                periods.getOrDefault(each.key(), new Periods(List.of(), List.of())));
                        if (lifecycle.proceed(step.steps(), each, now)) {
                            steps.add(step);
                        }
                    }
                    return steps;
                });
    }

    private Step step(
            Catalogue catalogue, Instant now, Subscription subscription, List<PlanSpan> spans, Periods periods) {
        return new Step(
                subscription,
                SubscriptionLifecycle.currency(catalogue, subscription),
                spans,
                periods,
                lifecycle.steps(catalogue, subscription, spans, periods.drafts(), now));
    }

    /** Stores the steps whose documents are issued, or which have none; answers them. */
    private Uni<List<Step>> store(
            SqlConnection connection,
            Catalogue catalogue,
            Instant now,
            List<Step> usual,
            Map<UUID, Finalized> finalized) {
        List<Step> done = usual.stream()
                .filter(step -> step.draft() == null || finalized.containsKey(step.organization()))
                .toList();
        List<SubscriptionPeriod> opened = new ArrayList<>();
        List<SubscriptionPeriod> finished = new ArrayList<>();
        List<SubscriptionHistory> history = new ArrayList<>();
        List<Event> published = new ArrayList<>();
        for (Step step : done) {
            Subscription subscription = step.subscription();
            SubscriptionState state = step.steps().state();
            Finalized document = finalized.get(step.organization());
            opened.addAll(SubscriptionLifecycle.opened(
                    step.organization(), subscription, step.periods().drafts(), state));
            step.finished(document, now).ifPresent(finished::add);
            subscription.take(
                    state,
                    lifecycle.nextDue(
                            lifecycle.transitions(catalogue, step.currency()), state, subscription.createdAt()));
            subscription.raiseRevision();
            history.add(SubscriptionLifecycle.row(step.organization(), subscription, Kind.PERIOD_ENDED, now, null));
            if (document != null) {
                published.addAll(document.events());
            }
            published.add(events.changed(
                    step.organization(),
                    subscription,
                    catalogue.version(subscription.plan(), subscription.planVersion()),
                    step.currency(),
                    now));
        }
        return subscriptions
                .store(
                        Statements.of(connection),
                        done.stream().map(Step::subscription).toList(),
                        opened,
                        finished,
                        history)
                .chain(() -> outbox.append(connection, published))
                .replaceWith(done);
    }

    /** Of those that were locked; the others another transaction has. */
    private static Left left(List<Subscription> locked, List<Step> steps, List<Step> done, Instant now) {
        List<DueSubscription> byThemselves = new ArrayList<>();
        locked.stream()
                .filter(Subscription::isOfOldForm)
                .forEach(each -> byThemselves.add(new DueSubscription(each.organizationId(), each.id())));
        steps.stream().filter(step -> !done.contains(step)).map(Step::due).forEach(byThemselves::add);
        return new Left(
                done.stream()
                        .filter(step -> step.subscription().isDue(now))
                        .map(Step::due)
                        .toList(),
                byThemselves);
    }
}
