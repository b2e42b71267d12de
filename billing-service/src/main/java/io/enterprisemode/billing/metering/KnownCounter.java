package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.UsageLimit;
import org.jspecify.annotations.Nullable;

/**
 * A counter as this process saw it last; others may have counted since.
 *
 * @param softReached whether it is known that the soft limit was reached, as the others of theirs
 */
record KnownCounter(long used, boolean softReached, boolean hardReached, boolean capReached) {

    /** Whether it can be counted on without refusing anything and without reaching a threshold that was not reached before. */
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

    KnownCounter at(long newUsed) {
        return new KnownCounter(newUsed, softReached, hardReached, capReached);
    }
}
