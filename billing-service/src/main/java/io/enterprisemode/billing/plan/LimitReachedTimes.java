package io.enterprisemode.billing.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When usage of a meter first reached each of its limits in a period; null: not yet. */
public record LimitReachedTimes(
        @Nullable Instant soft,
        @Nullable Instant hard,
        @Nullable Instant cap) {

    /** None is reached. */
    public static final LimitReachedTimes NONE = new LimitReachedTimes(null, null, null);

    /**
     * Since when a meter is in the state; null where nothing was recorded, and for states that begin with no limit.
     *
     * @param limit null: the plan says nothing of the meter
     */
    public @Nullable Instant since(LimitState state, @Nullable UsageLimit limit) {
        return switch (state) {
            case WITHIN, NOT_IN_PLAN -> null;
            case NEAR_LIMIT -> soft;
            case AT_LIMIT, OVERAGE -> hard;
            case BLOCKED -> limit != null && limit.most() > limit.included() ? cap : hard;
        };
    }
}
