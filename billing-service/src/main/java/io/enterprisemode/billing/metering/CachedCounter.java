package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.UsageLimit;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A counter as this process saw it last; others may have counted since.
 *
 * @param softReached whether it is known that the soft limit was reached, as the others of theirs
 * @param reservedUntil until then something may be held on it; null: nothing was
 */
record CachedCounter(
        long used,
        boolean softReached,
        boolean hardReached,
        boolean capReached,
        @Nullable Instant reservedUntil) {

    /** Whether something may be held on it at an instant. */
    boolean mayBeReserved(Instant at) {
        return reservedUntil != null && reservedUntil.isAfter(at);
    }

    /**
     * Whether it can be counted on without refusing anything and without reaching a threshold that was not reached
     * before.
     */
    boolean staysBelowThresholds(long more, @Nullable UsageLimit limit) {
        if (more > Long.MAX_VALUE - used) {
            return false;
        }
        long after = used + more;
        return limit == null
                || (limit.admits(after)
                        && (softReached || !limit.reachesSoft(after))
                        && (hardReached || !limit.reachesHard(after))
                        && (capReached || !limit.reachesCap(after)));
    }

    /** Whether the limit does not admit that much more, even if nothing is held. */
    boolean isTooMuch(long more, UsageLimit limit) {
        return more <= Long.MAX_VALUE - used && !limit.admits(used + more);
    }

    CachedCounter at(long newUsed) {
        return new CachedCounter(newUsed, softReached, hardReached, capReached, reservedUntil);
    }
}
