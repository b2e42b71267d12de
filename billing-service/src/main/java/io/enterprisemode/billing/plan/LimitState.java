package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LimitThreshold;
import org.jspecify.annotations.Nullable;

/**
 * The state of what is used of a meter relative to its limits. Only this service decides it; others that show it, warn
 * of it or check it use the state as they receive it. Only what is used counts, not what is held for usage to come, as
 * that expires. A meter without any usage, also in earlier parts of the period that count towards its limits, is
 * WITHIN.
 */
public enum LimitState {
    /** Below the soft limit, or nothing is used. */
    WITHIN,
    /** From the soft limit on. */
    NEAR_LIMIT,
    /** The included quantity is used up, or passed where that is neither refused nor charged (WARN). */
    AT_LIMIT,
    /** What is beyond the included quantity is charged. */
    OVERAGE,
    /** Nothing more is let in: a limit that blocks, or the cap, is reached; or the subscription is suspended. */
    BLOCKED,
    /** The plan says nothing of the meter: it neither includes, limits nor charges it; or there is no plan. */
    NOT_IN_PLAN;

    /**
     * The state at this usage.
     *
     * @param limit null: the plan says nothing of the meter
     */
    public static LimitState of(long used, @Nullable UsageLimit limit) {
        if (limit == null) {
            return NOT_IN_PLAN;
        }
        if (used == 0 && !limit.others().countTowardsAnyLimit()) {
            return WITHIN;
        }
        if (used >= limit.most()) {
            return BLOCKED;
        }
        if (limit.remaining(used) == 0) {
            return limit.isExceeded(used) && limit.behaviour() == LimitBehaviour.OVERAGE ? OVERAGE : AT_LIMIT;
        }
        return limit.reaches(LimitThreshold.SOFT, used) ? NEAR_LIMIT : WITHIN;
    }
}
