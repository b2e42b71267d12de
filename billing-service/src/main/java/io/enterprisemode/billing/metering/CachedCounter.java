package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.LimitThreshold;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A counter as this process saw it last; others may have counted since.
 *
 * @param reached the thresholds of which it is known that they were reached
 * @param reservedUntil until then something may be held on it; null: nothing was
 * @param carry what is carried from earlier parts of its period
 * @param elsewhere what earlier parts of its period used
 */
record CachedCounter(
        long used, Set<LimitThreshold> reached, @Nullable Instant reservedUntil, long carry, long elsewhere) {

    CachedCounter {
        reached = Set.copyOf(reached);
    }

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
                || (limit.admits(after) && limit.newlyReached(after, reached).isEmpty());
    }

    /**
     * Whether that is more than may be added, even if nothing is held.
     *
     * @param most what the usage may grow to
     */
    boolean isTooMuch(long more, long most) {
        return more <= Long.MAX_VALUE - used && used + more > most;
    }

    CachedCounter at(long newUsed) {
        return new CachedCounter(newUsed, reached, reservedUntil, carry, elsewhere);
    }
}
