package io.enterprisemode.billing.metering;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether it is worth trying a path that is cheap when it works out and wasted when it does not. Each time it does not, twice as many chances are let
 * go by as after the time before, up to a bound; once it does, none. For any number of threads.
 */
final class Optimism {

    private final int most;
    private final AtomicInteger toLetGoBy = new AtomicInteger();
    /** How many were let go by after the last failure; 0: it worked out. */
    private final AtomicInteger caution = new AtomicInteger();

    /**
     * @param most chances that are let go by in a row
     */
    Optimism(int most) {
        this.most = most;
    }

    /** Asked at each chance. */
    boolean isWorthTrying() {
        return toLetGoBy.getAndUpdate(left -> Math.max(0, left - 1)) == 0;
    }

    void workedOut() {
        caution.set(0);
    }

    void failed() {
        toLetGoBy.set(caution.updateAndGet(before -> Math.min(most, Math.max(1, 2 * before))));
    }
}
