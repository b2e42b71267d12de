package io.enterprisemode.kernel.access;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** Counts how much waits and whether more may wait. While nothing waits, any amount is accepted. */
final class WaitLimit {

    private final ViewWaits.Bounds bounds;
    private final Map<UUID, Integer> sizeOf = new HashMap<>();
    private int size;

    WaitLimit(ViewWaits.Bounds bounds) {
        this.bounds = bounds;
    }

    /** How much waits. */
    synchronized int size() {
        return size;
    }

    /**
     * Adds to what waits, when the bounds allow it.
     *
     * @param share whose share of the room it takes
     * @return false: there is none
     */
    synchronized boolean enter(UUID share, int more) {
        int ofOne = sizeOf.getOrDefault(share, 0);
        boolean room = (size == 0 || size + more <= bounds.all()) && (ofOne == 0 || ofOne + more <= bounds.ofOne());
        if (room) {
            size += more;
            sizeOf.put(share, ofOne + more);
        }
        return room;
    }

    /** Gives room back that was taken. */
    synchronized void leave(UUID share, int less) {
        size -= less;
        sizeOf.computeIfPresent(share, (same, ofOne) -> ofOne == less ? null : ofOne - less);
    }
}
