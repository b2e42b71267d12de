package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscription is in its life. {@link SubscriptionTransitions} says how it goes on from here.
 *
 * @param plan in force
 * @param interval in force
 * @param anchor from which usage periods are counted, for the whole life of the subscription: the end of its trial, or
 *     its start
 * @param trialStart null: there was no trial
 * @param feeAnchor from which fee periods are counted: the anchor, or the last change of interval
 * @param feePeriod number of the fee period that runs, counted from {@code feeAnchor}; before the first fee 0
 * @param usagePeriod that runs; of one that has ended its last one; of one that has not begun the time until then
 * @param usageMonth number of the month, counted from the anchor, in which the next usage period begins; 0: the first
 *     fee is still to come
 * @param waiting what takes effect at the end of the fee period or of the trial; null: nothing
 * @param drafts not finalized yet, in the order in which they were opened
 * @param endedAt null: it goes on
 * @param lastDocumentDue whether a last document about late usage is still to come
 * @param nextLine number of the next {@link PriceLine}
 */
public record SubscriptionState(
        SubscriptionStatus status,
        PlanKey plan,
        BillingInterval interval,
        Instant anchor,
        @Nullable Instant trialStart,
        Instant feeAnchor,
        long feePeriod,
        UsagePeriod usagePeriod,
        long usageMonth,
        @Nullable Waiting waiting,
        List<OpenDraft> drafts,
        @Nullable Instant endedAt,
        boolean lastDocumentDue,
        long nextLine) {

    public SubscriptionState {
        drafts = List.copyOf(drafts);
    }

    /** What takes effect later. */
    public sealed interface Waiting {

        /** Another plan, or another interval. */
        record Change(PlanKey plan, BillingInterval interval) implements Waiting {}

        /** The end of the subscription. */
        record Cancellation() implements Waiting {}
    }

    /** Whether it is in a trial. */
    public boolean isTrial() {
        return status == SubscriptionStatus.TRIALING;
    }

    /** When its trial begins, or its first period where there is none. */
    Instant begin() {
        return trialStart == null ? anchor : trialStart;
    }

    /** Whether it is in its trial, or has not begun: nothing is charged yet, and changes are free. */
    boolean isBeforeFirstFee() {
        return usageMonth == 0;
    }

    /** The fee period that runs; before the first fee the first one. */
    public BillingPeriod fee() {
        return BillingPeriods.period(feeAnchor, interval, feePeriod);
    }

    /** When what waits takes effect. */
    public Instant waitsUntil() {
        return isBeforeFirstFee() ? anchor : fee().end();
    }
}
