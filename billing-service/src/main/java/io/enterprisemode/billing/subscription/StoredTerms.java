package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is stored of a subscription and decides which plan holds when.
 *
 * @param anchor null: it is in the form before, whose periods are as long as its interval
 * @param paidUntil of its last usage period
 * @param waitsUntil when what waits takes effect
 * @param waitingPlan null: a cancellation waits, or nothing
 * @param cancels whether a cancellation waits
 */
record StoredTerms(
        UUID id,
        SubscriptionStatus status,
        long revision,
        BillingInterval interval,
        Instant startedAt,
        @Nullable Instant anchor,
        @Nullable Instant yearlyUntil,
        @Nullable Instant endedAt,
        @Nullable Instant paidUntil,
        @Nullable Instant waitsUntil,
        @Nullable PlanKey waitingPlan,
        boolean cancels,
        @Nullable PlanSpan automatic) {

    /** Later than any time that is stored. */
    static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    /**
     * Its terms.
     *
     * @param plans in order of time
     * @param previous the one before
     */
    SubscriptionTerms terms(List<PlanSpan> plans, @Nullable SubscriptionTerms previous) {
        UsageCalendar running = new UsageCalendar(
                startedAt,
                anchor == null ? startedAt : anchor,
                anchor == null && interval == BillingInterval.YEAR ? NEVER : yearlyUntil,
                endedAt,
                endedAt == null ? null : paidUntil);
        Instant at = waitsUntil;
        boolean isKnown = endedAt == null && at != null && running.isBoundary(at);
        return new SubscriptionTerms(
                id,
                status,
                revision,
                isKnown && cancels
                        ? new UsageCalendar(running.begin(), running.anchor(), running.yearlyUntil(), at, null)
                        : running,
                isKnown && at != null ? withWaiting(plans, at) : plans,
                automatic,
                previous);
    }

    private List<PlanSpan> withWaiting(List<PlanSpan> plans, Instant at) {
        PlanSpan last = plans.getLast();
        if (waitingPlan == null
                || !last.startsAt().isBefore(at)
                || waitingPlan.equals(new PlanKey(last.plan(), last.planVersion()))) {
            return plans;
        }
        List<PlanSpan> more = new ArrayList<>(plans);
        more.add(new PlanSpan(waitingPlan.plan(), waitingPlan.version(), at));
        return more;
    }
}
