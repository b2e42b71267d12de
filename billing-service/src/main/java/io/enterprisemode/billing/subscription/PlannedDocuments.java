package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.subscription.BillingDocuments.Billed;
import io.enterprisemode.billing.subscription.BillingDocuments.Run;
import io.enterprisemode.billing.subscription.ChangeSubscription.Wanted;
import io.enterprisemode.billing.subscription.SubscriptionLifecycle.Life;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Due;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which documents come next, or would come with a change: the same steps as carried out, without effect. */
@ApplicationScoped
public class PlannedDocuments {

    private static final int MOST_STEPS = 50;

    private final SubscriptionRepository subscriptions;
    private final SubscriptionLifecycle lifecycle;
    private final ChangeSubscription changes;

    PlannedDocuments(
            SubscriptionRepository subscriptions, SubscriptionLifecycle lifecycle, ChangeSubscription changes) {
        this.subscriptions = subscriptions;
        this.lifecycle = lifecycle;
        this.changes = changes;
    }

    /**
     * Documents to come.
     *
     * @param effects of which each makes a document, in the order in which they come about
     * @param state of the subscription after them
     * @param takesEffectAt when the change that was planned holds, or the next document is to be issued
     */
    public record Planned(Billed billed, List<Effect> effects, SubscriptionState state, Instant takesEffectAt) {

        public Planned {
            effects = List.copyOf(effects);
        }
    }

    /** The next document of the live subscription; empty without one, or when none is to come. */
    public Uni<Optional<Planned>> next(Run run) {
        return subscriptions
                .live(run.tenant())
                .chain(found -> found.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : lifecycle.read(run, found.get()).chain(life -> next(run, life)));
    }

    private Uni<Optional<Planned>> next(Run run, Life life) {
        List<Due> steps = new ArrayList<>();
        while (steps.size() < MOST_STEPS) {
            Optional<Effect> document = life.steps().effects().stream()
                    .filter(PlannedDocuments::isDocument)
                    .findFirst();
            if (document.isPresent()) {
                Instant due = steps.isEmpty() ? run.now() : steps.getLast().at();
                Instant at = due.isBefore(run.now()) ? run.now() : due;
                return planned(run, life, List.of(document.get()), at).map(Optional::of);
            }
            if (!life.steps().proceed(steps::add)) {
                break;
            }
        }
        return Uni.createFrom().item(Optional.empty());
    }

    /** What a change of plan would bring at once. */
    public Uni<Planned> change(Run run, ChangePlanRequest request) {
        return planned(run, new Wanted.Change(request));
    }

    /** What a cancellation would bring at once. */
    public Uni<Planned> cancel(Run run, CancelSubscriptionRequest request) {
        return planned(run, new Wanted.Cancel(request));
    }

    private Uni<Planned> planned(Run run, Wanted wanted) {
        return changes.plan(run, wanted).chain(life -> {
            SubscriptionState state = life.steps().state();
            @Nullable Instant endedAt = state.endedAt();
            Instant takesEffectAt = state.waiting() != null
                    ? state.waitsUntil()
                    : endedAt == null ? life.steps().now() : endedAt;
            return planned(
                    run,
                    life,
                    life.steps().effects().stream()
                            .filter(PlannedDocuments::isDocument)
                            .toList(),
                    takesEffectAt);
        });
    }

    private Uni<Planned> planned(Run run, Life life, List<Effect> effects, Instant takesEffectAt) {
        return subscriptions
                .adjustable(run.tenant(), life.subscription().id())
                .map(adjustable -> new Planned(
                        new Billed(
                                life.subscription().id(),
                                life.currency(),
                                life.steps().state().plan(),
                                life.steps().spans(),
                                adjustable),
                        effects,
                        life.steps().state(),
                        takesEffectAt));
    }

    private static boolean isDocument(Effect effect) {
        return switch (effect) {
            case Effect.Issue issue -> true;
            case Effect.FinalizeDraft draft -> true;
            case Effect.IssueLast last -> true;
            case Effect.PlanStarts plan -> false;
            case Effect.Ends end -> false;
        };
    }
}
