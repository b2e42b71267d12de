package io.enterprisemode.teams.seat;

import org.jspecify.annotations.Nullable;

/**
 * Whether a plan has room for one more. Where there are more than the plan allows, after a change to a smaller one, nobody is removed: only
 * additions are refused.
 */
final class SeatRules {

    private SeatRules() {}

    /**
     * Whether one more may be added.
     *
     * @param limit how many the plan allows; null: any number
     * @param taken how many there are
     */
    static boolean hasRoom(@Nullable Integer limit, long taken) {
        return limit == null || taken < limit;
    }
}
