package io.enterprisemode.billing.subscription;

import java.time.Instant;

/**
 * One period of a billing cycle.
 *
 * @param number from 0
 * @param start included
 * @param end excluded; the start of the next
 */
public record BillingPeriod(long number, Instant start, Instant end) {

    public BillingPeriod {
        if (number < 0) {
            throw new IllegalArgumentException("periods are numbered from 0: " + number);
        }
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("the period ends before it starts: " + start + " to " + end);
        }
    }

    /** Whether the instant lies in {@code [start, end)}. */
    public boolean contains(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }
}
