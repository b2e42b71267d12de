package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.subscription.BillingCycle.DueSubscription;
import io.enterprisemode.billing.subscription.BillingDocuments.Billed;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.BulkDocuments.Draft;
import io.enterprisemode.billing.subscription.BulkDocuments.Finalized;
import io.enterprisemode.billing.subscription.SubscriptionHistory.Kind;
import io.enterprisemode.billing.subscription.SubscriptionRepository.Periods;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.WorkerTransactions;
import io.enterprisemode.web.request.Origin;
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

        /** The row of the draft that is finalized, if it has one. */
        private Optional<SubscriptionPeriod> row(OpenDraft draft) {
            return periods.drafts().stream()
                    .filter(each -> each.period().start().equals(draft.period().start()))
                    .findFirst();
        }
    }

    /** What is stored of steps. */
    private static final class Changes {

        private final List<Subscription> subscriptions = new ArrayList<>();
        private final List<SubscriptionPeriod> opened = new ArrayList<>();
        private final List<SubscriptionPeriod> finished = new ArrayList<>();
        private final List<SubscriptionHistory> history = new ArrayList<>();

        /** One that was opened by the same step has no row yet. */
        private void finish(Step step, OpenDraft draft, Finalized finalized, Instant now) {
            Optional<SubscriptionPeriod> present = step.row(draft);
            SubscriptionPeriod row = present.orElseGet(() -> new SubscriptionPeriod(
                    step.organization(), step.subscription().id(), draft));
            row.finish(now, finalized.document().orElse(null));
            (present.isPresent() ? finished : opened).add(row);
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
            return steps(statements, catalogue, now, present).chain(all -> {
                List<Step> steps = all.stream()
                        .filter(step -> lifecycle.proceed(step.steps(), step.subscription(), now))
                        .toList();
                List<Step> usual = steps.stream().filter(Step::isUsual).toList();
                return finalizeDrafts(statements, catalogue, now, usual, null).chain(finalized -> {
                    List<Step> done = usual.stream()
                            .filter(step -> step.draft() == null || finalized.containsKey(step.organization()))
                            .toList();
                    return store(statements, catalogue, now, done, finalized, null)
                            .chain(published -> outbox.append(connection, published))
                            .replaceWith(() -> left(locked, steps, done, now));
                });
            });
        });
    }

    /**
     * Does what is due of the live subscription until the next document is finalized, as a request that waits for it.
     * Empty: there is no such document, or it is left to {@link BillingCycle}.
     */
    Uni<Optional<UUID>> finalizeNext(Run run) {
        return subscriptions
                .lockLive(run.tenant(), run.tenant().organizationId())
                .chain(found -> found.filter(each -> !each.isOfOldForm())
                        .map(each -> finalizeNext(run, each))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private Uni<Optional<UUID>> finalizeNext(Run run, Subscription subscription) {
        Tenant tenant = run.tenant();
        return steps(tenant, run.catalogue(), run.now(), List.of(subscription)).chain(steps -> {
            Step step = steps.getFirst();
            if (step.steps().untilFinalized(run.now()).isEmpty() || !step.isUsual()) {
                return Uni.createFrom().item(Optional.empty());
            }
            return finalizeDrafts(tenant, run.catalogue(), run.now(), steps, run.origin())
                    .chain(finalized -> Optional.ofNullable(finalized.get(step.organization()))
                            .map(document -> store(tenant, run.catalogue(), run.now(), steps, finalized, run.origin())
                                    .chain(published -> outbox.append(tenant, published))
                                    .replaceWith(document.document()))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
        });
    }

    private Uni<Map<UUID, Finalized>> finalizeDrafts(
            Statements statements, Catalogue catalogue, Instant now, List<Step> steps, @Nullable Origin origin) {
        return documents.finalizeDrafts(
                statements,
                catalogue,
                now,
                steps.stream().flatMap(step -> step.finalized().stream()).toList(),
                origin);
    }

    /** Subscriptions as they are, before a step. */
    private Uni<List<Step>> steps(Statements statements, Catalogue catalogue, Instant now, List<Subscription> locked) {
        List<OrgScopedId> keys = locked.stream().map(Subscription::key).toList();
        return Uni.combine()
                .all()
                .unis(subscriptions.spans(statements, keys), subscriptions.periods(statements, keys))
                .with((spans, periods) -> locked.stream()
                        .map(each -> step(
                                catalogue,
                                now,
                                each,
                                Objects.requireNonNull(spans.get(each.key())),
                                periods.getOrDefault(each.key(), new Periods(List.of(), List.of()))))
                        .toList());
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

    /** Stores steps whose documents are issued, or which have none; answers what is to be published. */
    private Uni<List<Event>> store(
            Statements statements,
            Catalogue catalogue,
            Instant now,
            List<Step> steps,
            Map<UUID, Finalized> finalized,
            @Nullable Origin origin) {
        Changes changes = new Changes();
        List<Event> published = new ArrayList<>();
        for (Step step : steps) {
            Subscription subscription = step.subscription();
            SubscriptionState state = step.steps().state();
            changes.opened.addAll(SubscriptionLifecycle.opened(
                    step.organization(), subscription, step.periods().drafts(), state));
            OpenDraft draft = step.draft();
            if (draft != null) {
                Finalized document = Objects.requireNonNull(finalized.get(step.organization()));
                changes.finish(step, draft, document, now);
                published.addAll(document.events());
            }
            subscription.take(
                    state,
                    lifecycle.nextDue(
                            lifecycle.transitions(catalogue, step.currency()), state, subscription.createdAt()));
            subscription.raiseRevision();
            changes.subscriptions.add(subscription);
            changes.history.add(SubscriptionLifecycle.row(
                    step.organization(),
                    subscription,
                    Kind.PERIOD_ENDED,
                    now,
                    origin == null ? null : origin.caller().principalId()));
            published.add(events.changed(
                    step.organization(),
                    subscription,
                    catalogue.version(subscription.plan(), subscription.planVersion()),
                    step.currency(),
                    now,
                    origin));
        }
        return subscriptions
                .store(statements, changes.subscriptions, changes.opened, changes.finished, changes.history)
                .replaceWith(published);
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
