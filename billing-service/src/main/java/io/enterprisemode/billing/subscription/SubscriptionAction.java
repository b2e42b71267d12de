package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.util.EnumSet;
import java.util.Set;

/** What can be done about a subscription. */
public enum SubscriptionAction {
    /** Another plan or interval, at once. */
    CHANGE_NOW,
    /** Another plan or interval from the next fee period on. */
    CHANGE_AT_PERIOD_END,
    /** The end, at once. */
    CANCEL_NOW,
    /** The end with the fee period, or with the trial. */
    CANCEL_AT_PERIOD_END,
    /** Drop the change or cancellation that waits. */
    UNDO;

    /**
     * The one table of what each state permits.
     *
     * @param waits whether a change or a cancellation waits
     * @param beforeFirstFee whether the subscription is in its trial or has not begun: then changes are at once
     */
    static Set<SubscriptionAction> available(SubscriptionStatus status, boolean waits, boolean beforeFirstFee) {
        Set<SubscriptionAction> available =
                switch (status) {
                    case TRIALING, ACTIVE, PAST_DUE ->
                        EnumSet.of(CHANGE_NOW, CHANGE_AT_PERIOD_END, CANCEL_NOW, CANCEL_AT_PERIOD_END);
                    case SUSPENDED -> EnumSet.of(CANCEL_NOW);
                    case CANCELED -> EnumSet.noneOf(SubscriptionAction.class);
                };
        if (beforeFirstFee) {
            available.remove(CHANGE_AT_PERIOD_END);
        }
        if (waits && status != SubscriptionStatus.CANCELED) {
            available.add(UNDO);
        }
        return available;
    }
}
