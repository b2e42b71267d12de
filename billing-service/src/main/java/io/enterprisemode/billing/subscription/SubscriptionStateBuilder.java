package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.subscription.SubscriptionState.Waiting;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the next state of a subscription out of the present one. */
final class SubscriptionStateBuilder {

    private final Instant anchor;
    private final @Nullable Instant trialStart;
    private SubscriptionStatus status;
    private PlanKey plan;
    private BillingInterval interval;
    private Instant feeAnchor;
    private long feePeriod;
    private UsagePeriod usagePeriod;
    private long usageMonth;
    private @Nullable Waiting waiting;
    private List<OpenDraft> drafts;
    private @Nullable Instant endedAt;
    private boolean lastDocumentDue;
    private long nextLine;

    SubscriptionStateBuilder(SubscriptionState state) {
        anchor = state.anchor();
        trialStart = state.trialStart();
        status = state.status();
        plan = state.plan();
        interval = state.interval();
        feeAnchor = state.feeAnchor();
        feePeriod = state.feePeriod();
        usagePeriod = state.usagePeriod();
        usageMonth = state.usageMonth();
        waiting = state.waiting();
        drafts = state.drafts();
        endedAt = state.endedAt();
        lastDocumentDue = state.lastDocumentDue();
        nextLine = state.nextLine();
    }

    SubscriptionState made() {
        return new SubscriptionState(
                status,
                plan,
                interval,
                anchor,
                trialStart,
                feeAnchor,
                feePeriod,
                usagePeriod,
                usageMonth,
                waiting,
                drafts,
                endedAt,
                lastDocumentDue,
                nextLine);
    }

    SubscriptionStateBuilder active() {
        status = SubscriptionStatus.ACTIVE;
        return this;
    }

    SubscriptionStateBuilder plan(PlanKey to) {
        plan = to;
        return this;
    }

    SubscriptionStateBuilder interval(BillingInterval to) {
        interval = to;
        return this;
    }

    SubscriptionStateBuilder fees(Instant countedFrom, long period) {
        feeAnchor = countedFrom;
        feePeriod = period;
        return this;
    }

    /** The usage period that runs, cut. */
    SubscriptionStateBuilder usagePeriod(UsagePeriod to) {
        usagePeriod = to;
        return this;
    }

    /** The next usage period. */
    SubscriptionStateBuilder usage(UsagePeriod next) {
        usagePeriod = next;
        usageMonth += next.months();
        return this;
    }

    SubscriptionStateBuilder waiting(@Nullable Waiting to) {
        waiting = to;
        return this;
    }

    SubscriptionStateBuilder drafts(List<OpenDraft> to) {
        drafts = to;
        return this;
    }

    SubscriptionStateBuilder ended(Instant at, boolean isLastDocumentDue) {
        status = SubscriptionStatus.CANCELED;
        endedAt = at;
        lastDocumentDue = isLastDocumentDue;
        waiting = null;
        return this;
    }

    SubscriptionStateBuilder lastDocumentDue(boolean to) {
        lastDocumentDue = to;
        return this;
    }

    SubscriptionStateBuilder nextLine(long to) {
        nextLine = to;
        return this;
    }
}
