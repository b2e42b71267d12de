package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.subscription.SubscriptionTransitions.Due;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Outcome;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The steps that a subscription takes in one transaction: what is due, and an operation. It only says what is to be
 * done; previews and execution go on from there.
 */
final class SubscriptionSteps {

    private final SubscriptionTransitions transitions;
    private final Instant now;
    private final List<PlanSpan> spans;
    private final List<Effect> effects = new ArrayList<>();
    private SubscriptionState state;

    /**
     * @param spans its plans, in order of time
     * @param now instant of the transaction, to the second
     */
    SubscriptionSteps(SubscriptionTransitions transitions, SubscriptionState state, List<PlanSpan> spans, Instant now) {
        this.transitions = transitions;
        this.state = state;
        this.spans = new ArrayList<>(spans);
        this.now = now;
    }

    /** Instant of the transaction, to the second. */
    Instant now() {
        return now;
    }

    SubscriptionState state() {
        return state;
    }

    /** Its plans after these steps. */
    List<PlanSpan> spans() {
        return List.copyOf(spans);
    }

    /** In the order in which they come about. */
    List<Effect> effects() {
        return List.copyOf(effects);
    }

    /** Takes a step whose outcome is known. */
    void take(Outcome outcome) {
        state = outcome.state();
        for (Effect effect : outcome.effects()) {
            effects.add(effect);
            if (effect instanceof Effect.PlanStarts(Instant at, PlanKey plan)) {
                spans.removeIf(span -> span.startsAt().equals(at));
                spans.add(new PlanSpan(plan.plan(), plan.version(), at));
            }
        }
    }

    /** Does all that is due before an operation at the instant of the transaction. */
    void untilNow() {
        while (proceed(due -> due.isBeforeOperation(now))) {
            // One after the other.
        }
    }

    /** The same, and the operation. */
    void operate(Function<SubscriptionState, Outcome> operation) {
        untilNow();
        chargeChanges(now.plusSeconds(1));
        take(operation.apply(state));
    }

    /** Does the next thing, if it is due. */
    boolean proceed(Predicate<Due> isDue) {
        endWhatWasCanceled();
        Optional<Due> next = transitions.next(state).filter(isDue);
        next.ifPresent(due -> {
            // What begins where a period ends begins with that step.
            chargeChanges(due.isFinalizing() ? due.at().plusSeconds(1) : due.at());
            take(transitions.proceed(state, due.isFinalizing() ? now : due.at()));
        });
        return next.isPresent();
    }

    /** Does what is due until a draft is finalized; empty when nothing is due any more. */
    Optional<OpenDraft> untilFinalized(Instant at) {
        int before = effects.size();
        while (proceed(due -> !due.at().isAfter(at))) {
            if (effects.size() > before && effects.getLast() instanceof Effect.FinalizeDraft finalized) {
                return Optional.of(finalized.draft());
            }
        }
        return Optional.empty();
    }

    /** A version before cancels without a document, and only what costs nothing. */
    private void endWhatWasCanceled() {
        if (state.status() == SubscriptionStatus.CANCELED && state.endedAt() == null) {
            take(transitions.endWithoutDocument(state, now));
        }
    }

    /** Charges changes of plan that a version before made, and which began before an instant. */
    private void chargeChanges(Instant before) {
        List<PlanSpan> begun =
                spans.stream().filter(span -> span.startsAt().isBefore(before)).toList();
        int charged = begun.size() - 1;
        while (charged >= 0 && !key(begun.get(charged)).equals(state.plan())) {
            charged--;
        }
        if (state.endedAt() != null || charged == begun.size() - 1) {
            return;
        }
        // Where no span is of the charged plan, it was replaced in the second in which it began.
        for (PlanSpan span : begun.subList(charged < 0 ? begun.size() - 1 : charged + 1, begun.size())) {
            take(transitions.chargeChange(state, now, span.startsAt(), key(span)));
        }
    }

    private static PlanKey key(PlanSpan span) {
        return new PlanKey(span.plan(), span.planVersion());
    }
}
