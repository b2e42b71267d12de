package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.subscription.SubscriptionState.Waiting;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of a subscription: what each operation and each due date leads to. All instants are whole seconds. At one
 * instant periods end and begin first, then come operations, then drafts are finalized.
 *
 * <p>The price is charged in advance, at the beginning of each fee period; usage in arrears, at the end of each usage
 * period. A usage period that is over is a draft for a grace and is then finalized.
 */
public final class SubscriptionTransitions {

    /** How late usage may come in. */
    private static final Duration MOST_LATE = Duration.ofDays(35);

    private final Prices prices;
    private final Duration grace;

    /** @param grace between the end of a usage period and the finalizing of its document */
    public SubscriptionTransitions(Prices prices, Duration grace) {
        this.prices = prices;
        this.grace = grace;
    }

    /** What plans cost. */
    @FunctionalInterface
    public interface Prices {

        /** The full price of a fee period, in minor units. */
        long priceMinor(PlanKey plan, BillingInterval interval);
    }

    /** What a transition leads to besides the new state. */
    public sealed interface Effect {

        /** Another plan is in force from an instant on, in place of one that would begin at the same instant. */
        record PlanStarts(Instant at, PlanKey plan) implements Effect {}

        /** The subscription ends; usage of times from then on is not of it. */
        record Ends(Instant at) implements Effect {}

        /** A document of these lines, at once. */
        record Issue(Instant at, List<PriceLine> lines) implements Effect {

            public Issue {
                lines = List.copyOf(lines);
            }
        }

        /** The document of a draft: its fee, the usage of its period, and adjustments of earlier ones. */
        record FinalizeDraft(Instant at, OpenDraft draft) implements Effect {}

        /** The last document: adjustments only. */
        record IssueLast(Instant at) implements Effect {}
    }

    /**
     * What a transition leads to.
     *
     * @param effects in the order in which they come about
     */
    public record Outcome(SubscriptionState state, List<Effect> effects) {

        public Outcome {
            effects = List.copyOf(effects);
        }
    }

    /**
     * Something to be done at an instant.
     *
     * @param isFinalizing whether a document is finalized, which comes after operations at the same instant
     */
    public record Due(Instant at, boolean isFinalizing) {

        /** Whether it comes before an operation at an instant. */
        public boolean isBeforeOperation(Instant operation) {
            return isFinalizing ? at.isBefore(operation) : !at.isAfter(operation);
        }
    }

    /** Subscribes at an instant, with a trial of some days, 0 for none. */
    public Outcome subscribe(Instant at, PlanKey plan, BillingInterval interval, int trialDays) {
        return subscribe(at, at, plan, interval, trialDays);
    }

    /**
     * Subscribes now.
     *
     * @param at when it begins; before {@code now}, or later
     * @param trialDays from then on, 0 for none
     */
    Outcome subscribe(Instant now, Instant at, PlanKey plan, BillingInterval interval, int trialDays) {
        Instant anchor = at.plus(Duration.ofDays(trialDays));
        boolean isTrial = trialDays > 0;
        boolean isAhead = at.isAfter(now);
        SubscriptionState made = new SubscriptionState(
                isTrial ? SubscriptionStatus.TRIALING : SubscriptionStatus.ACTIVE,
                plan,
                interval,
                anchor,
                isTrial ? at : null,
                anchor,
                0,
                isTrial
                        ? UsagePeriod.whole(at, anchor, 1)
                        : isAhead ? UsagePeriod.whole(now, anchor, 1) : month(anchor, 0),
                isTrial || isAhead ? 0 : 1,
                null,
                List.of(),
                null,
                false,
                0);
        Steps steps = new Steps(made);
        steps.add(new Effect.PlanStarts(at, plan));
        if (!made.isBeforeFirstFee()) {
            steps.issue(at, List.of(steps.fee()));
        }
        return steps.outcome();
    }

    /**
     * Brings over a subscription of the form before, which charged the price of a period at its end: what the period
     * that runs costs is charged now, change by change; from then on it goes as any other.
     *
     * @param period that has no invoice yet
     * @param plans of the subscription, in order of time
     */
    Outcome bringOver(
            Instant now, BillingInterval interval, BillingPeriod period, Instant anchor, List<PlanSpan> plans) {
        UsagePeriod usage = UsagePeriod.whole(period.start(), period.end(), interval.months());
        List<UsagePeriod.Part> parts = usage.parts(plans);
        boolean isAhead = anchor.isAfter(now);
        Steps steps = new Steps(new SubscriptionState(
                SubscriptionStatus.ACTIVE,
                parts.getFirst().plan(),
                interval,
                anchor,
                null,
                anchor,
                period.number(),
                isAhead ? UsagePeriod.whole(now, anchor, 1) : usage,
                isAhead ? 0 : Math.multiplyExact(period.number() + 1, (long) interval.months()),
                null,
                List.of(),
                null,
                false,
                0));
        if (isAhead) {
            steps.state = with(steps.state).plan(parts.getLast().plan()).made();
            return steps.outcome();
        }
        List<PriceLine> lines = new ArrayList<>(List.of(steps.fee()));
        for (UsagePeriod.Part part : parts.subList(1, parts.size())) {
            lines.addAll(steps.otherPlan(part.start(), part.plan()));
        }
        steps.issue(now, lines);
        return steps.outcome();
    }

    /**
     * Charges a change of plan that a version before made in the middle of the fee period; the plan is in force since.
     *
     * @param at since when
     */
    Outcome chargeChange(SubscriptionState state, Instant now, Instant at, PlanKey plan) {
        Steps steps = new Steps(state);
        if (state.isBeforeFirstFee()) {
            steps.state = with(state).plan(plan).made();
            return steps.outcome();
        }
        Instant from = at.isBefore(state.fee().start()) ? state.fee().start() : at;
        steps.issue(now, steps.otherPlan(from, plan));
        return steps.outcome();
    }

    /** Changes to a plan and interval now. */
    public Outcome changeNow(SubscriptionState state, Instant at, PlanKey plan, BillingInterval interval) {
        Steps steps = new Steps(state);
        if (state.isBeforeFirstFee()) {
            steps.startPlan(at.isBefore(state.begin()) ? state.begin() : at, plan);
            steps.state = with(steps.state).interval(interval).made();
            return steps.outcome();
        }
        steps.finalizeDrafts(at);
        BillingPeriod running = state.fee();
        List<PriceLine> lines = new ArrayList<>(List.of(steps.line(LineKind.CREDIT, state.plan(), at, running)));
        steps.state = with(steps.state).waiting(null).made();
        steps.startPlan(at, plan);
        if (interval == state.interval()) {
            lines.add(steps.line(LineKind.SUBSCRIPTION, plan, at, running));
        } else {
            steps.state = with(steps.state).interval(interval).fees(at, 0).made();
            lines.add(steps.fee());
        }
        steps.issue(at, lines);
        return steps.outcome();
    }

    /**
     * Changes to a plan and interval at the end of the fee period, in place of whatever waits; before the first fee
     * now.
     */
    public Outcome changeAtPeriodEnd(SubscriptionState state, Instant at, PlanKey plan, BillingInterval interval) {
        return state.isBeforeFirstFee()
                ? changeNow(state, at, plan, interval)
                : new Outcome(
                        with(state).waiting(new Waiting.Change(plan, interval)).made(), List.of());
    }

    /** Cancels at the end of the fee period or of the trial, in place of whatever waits. */
    public Outcome cancelAtPeriodEnd(SubscriptionState state) {
        return new Outcome(with(state).waiting(new Waiting.Cancellation()).made(), List.of());
    }

    /**
     * Cancels now.
     *
     * @param credit whether the rest of the fee period is credited; if not, its fee is kept and so is what it includes
     */
    public Outcome cancelNow(SubscriptionState state, Instant at, boolean credit) {
        Steps steps = new Steps(state);
        if (state.isBeforeFirstFee()) {
            steps.end(at, false);
            return steps.outcome();
        }
        steps.finalizeDrafts(at);
        BillingPeriod running = state.fee();
        if (credit) {
            steps.issue(at, List.of(steps.line(LineKind.CREDIT, state.plan(), at, running)));
        }
        steps.cut(at, credit ? at : running.end());
        steps.end(at, true);
        return steps.outcome();
    }

    /** Ends one that charged nothing, without a document. */
    Outcome endWithoutDocument(SubscriptionState state, Instant at) {
        Steps steps = new Steps(with(state).drafts(List.of()).made());
        steps.end(at, false);
        return steps.outcome();
    }

    /** Drops what waits. */
    public Outcome undo(SubscriptionState state) {
        return new Outcome(with(state).waiting(null).made(), List.of());
    }

    /** What is to be done next; empty when there is nothing any more. */
    public Optional<Due> next(SubscriptionState state) {
        Due boundary = state.endedAt() == null ? new Due(nextBoundary(state), false) : null;
        Instant finalizing = state.drafts().isEmpty()
                ? lastDocumentAt(state)
                : state.drafts().getFirst().openedAt().plus(grace);
        if (finalizing == null || (boundary != null && boundary.isBeforeOperation(finalizing))) {
            return Optional.ofNullable(boundary);
        }
        return Optional.of(new Due(finalizing, true));
    }

    /**
     * Does what is to be done next.
     *
     * @param at when it is done: of a finalizing when its document is made, which may be later than it was due
     */
    public Outcome proceed(SubscriptionState state, Instant at) {
        Due due = next(state).orElseThrow(() -> new IllegalStateException("nothing is to be done: " + state));
        Steps steps = new Steps(state);
        if (!due.isFinalizing()) {
            steps.boundary(due.at());
        } else if (state.drafts().isEmpty()) {
            steps.add(new Effect.IssueLast(at));
            steps.state = with(state).lastDocumentDue(false).made();
        } else {
            OpenDraft draft = state.drafts().getFirst();
            steps.add(new Effect.FinalizeDraft(at, draft));
            steps.state = with(state)
                    .drafts(state.drafts().subList(1, state.drafts().size()))
                    .made();
        }
        return steps.outcome();
    }

    private static Instant nextBoundary(SubscriptionState state) {
        Instant usage = state.usagePeriod().end();
        Instant fee = state.waitsUntil();
        return usage.isBefore(fee) ? usage : fee;
    }

    private @Nullable Instant lastDocumentAt(SubscriptionState state) {
        Instant endedAt = state.endedAt();
        return endedAt == null || !state.lastDocumentDue()
                ? null
                : endedAt.plus(MOST_LATE).plus(grace);
    }

    private static UsagePeriod month(Instant anchor, long number) {
        BillingPeriod month = BillingPeriods.period(anchor, BillingInterval.MONTH, number);
        return UsagePeriod.whole(month.start(), month.end(), 1);
    }

    private static SubscriptionStateBuilder with(SubscriptionState state) {
        return new SubscriptionStateBuilder(state);
    }

    /** The steps of one transition. */
    private final class Steps {

        private final List<Effect> effects = new ArrayList<>();
        private SubscriptionState state;

        private Steps(SubscriptionState state) {
            this.state = state;
        }

        private Outcome outcome() {
            return new Outcome(state, effects);
        }

        private void add(Effect effect) {
            effects.add(effect);
        }

        /** A document without lines is none. */
        private void issue(Instant at, List<PriceLine> lines) {
            List<PriceLine> charged =
                    lines.stream().filter(line -> line.amountMinor() != 0).toList();
            if (!charged.isEmpty()) {
                add(new Effect.Issue(at, charged));
            }
        }

        private PriceLine fee() {
            BillingPeriod period = state.fee();
            return line(LineKind.SUBSCRIPTION, state.plan(), period.start(), period);
        }

        /** For what is left of a fee period. */
        private PriceLine line(LineKind kind, PlanKey plan, Instant from, BillingPeriod period) {
            PriceLine line = PriceLine.rest(
                    state.nextLine(), kind, plan, from, period, prices.priceMinor(plan, state.interval()));
            state = with(state).nextLine(state.nextLine() + 1).made();
            return line;
        }

        /** Credits what is left of the fee period, and charges it at the price of another plan. */
        private List<PriceLine> otherPlan(Instant at, PlanKey plan) {
            BillingPeriod running = state.fee();
            PriceLine credit = line(LineKind.CREDIT, state.plan(), at, running);
            state = with(state).plan(plan).made();
            return List.of(credit, line(LineKind.SUBSCRIPTION, plan, at, running));
        }

        private void startPlan(Instant at, PlanKey plan) {
            if (!plan.equals(state.plan())) {
                add(new Effect.PlanStarts(at, plan));
                state = with(state).plan(plan).made();
            }
        }

        private void finalizeDrafts(Instant at) {
            state.drafts().forEach(draft -> add(new Effect.FinalizeDraft(at, draft)));
            state = with(state).drafts(List.of()).made();
        }

        private void openDraft(Instant at, @Nullable PriceLine fee) {
            List<OpenDraft> drafts = new ArrayList<>(state.drafts());
            drafts.add(new OpenDraft(state.usagePeriod(), at, fee));
            state = with(state).drafts(drafts).made();
        }

        private void cut(Instant at, Instant keptUntil) {
            state = with(state)
                    .usagePeriod(state.usagePeriod().cut(at, keptUntil))
                    .made();
            openDraft(at, null);
        }

        private void end(Instant at, boolean lastDocumentDue) {
            add(new Effect.Ends(at));
            state = with(state).ended(at, lastDocumentDue).made();
        }

        private void boundary(Instant at) {
            boolean feeEnds = at.equals(state.waitsUntil());
            boolean usageEnds = at.equals(state.usagePeriod().end());
            boolean isFirst = state.isBeforeFirstFee();
            if (feeEnds && state.waiting() instanceof Waiting.Cancellation) {
                if (usageEnds && !isFirst) {
                    openDraft(at, null);
                } else if (!isFirst) {
                    cut(at, at);
                }
                end(at, !isFirst);
                return;
            }
            PriceLine fee = feeEnds ? nextFee(at, isFirst) : null;
            if (!usageEnds || isFirst) {
                issue(at, fee == null ? List.of() : List.of(fee));
            } else {
                openDraft(at, fee == null || fee.amountMinor() == 0 ? null : fee);
            }
            if (usageEnds) {
                state = with(state)
                        .usage(month(state.anchor(), state.usageMonth()))
                        .made();
            }
        }

        /** The fee period that begins; after a trial, or where the subscription begins, it is the first one. */
        private PriceLine nextFee(Instant at, boolean isFirst) {
            if (isFirst) {
                state = with(state).active().made();
            } else if (state.waiting() instanceof Waiting.Change(PlanKey plan, BillingInterval interval)) {
                startPlan(at, plan);
                state = interval == state.interval()
                        ? with(state)
                                .fees(state.feeAnchor(), state.feePeriod() + 1)
                                .made()
                        : with(state).interval(interval).fees(at, 0).made();
                state = with(state).waiting(null).made();
            } else {
                state = with(state)
                        .fees(state.feeAnchor(), state.feePeriod() + 1)
                        .made();
            }
            return fee();
        }
    }
}
