package io.enterprisemode.billing.metering;

import io.enterprisemode.billing.metering.UsageAccumulator.Counter;

/** A counter of an organization under its lock: what is used and held of it changes by its transaction only. */
public final class LockedCounter {

    private final Counter counter;

    LockedCounter(Counter counter) {
        this.counter = counter;
    }

    /** Its key. */
    public CounterKey key() {
        return counter.key;
    }

    /** How many reservations are held on it. */
    public long reservations() {
        return counter.reservations;
    }

    /** Whether the limit admits that much more, in addition to what is used and held. */
    public boolean admitsMore(long quantity) {
        return counter.admitsMore(quantity);
    }

    /** Notes a quantity that the transaction has reserved. */
    public void hold(long quantity) {
        counter.reserved += quantity;
    }

    /** What is used and held against the limit. */
    public LimitStatus status() {
        return counter.standing();
    }
}
