package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LimitThreshold;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a meter in one billing period. What a plan includes per month holds twelvefold in a yearly period.
 *
 * @param included without charge; the hard limit
 * @param soft the quantity from which on the limit is near: the percentage of the included quantity, rounded up
 * @param cap beyond it everything is refused, whatever the behaviour; null: none
 */
public record UsageLimit(
        long included,
        long soft,
        LimitBehaviour behaviour,
        @Nullable Long cap) {

    private static final long MONTHS_OF_A_YEAR = 12;

    /** The limits that an allowance means in a period of the interval. */
    public static UsageLimit of(Allowance allowance, BillingInterval interval) {
        return of(allowance, interval, Fraction.WHOLE);
    }

    /** The limits that an allowance means in a part of a period, prorated by time and rounded down. */
    public static UsageLimit of(Allowance allowance, BillingInterval interval, Fraction part) {
        long months =
                switch (interval) {
                    case MONTH -> 1;
                    case YEAR -> MONTHS_OF_A_YEAR;
                };
        long included = part.floor(Math.multiplyExact(allowance.included(), months));
        Long cap = allowance.cap();
        return new UsageLimit(
                included,
                percentage(included, allowance.softLimitPercent()),
                allowance.behaviour(),
                cap == null ? null : part.floor(Math.multiplyExact(cap, months)));
    }

    /** The percentage of a quantity, rounded up; in parts, so that it does not leave 64 bits. */
    private static long percentage(long quantity, int percent) {
        return quantity / 100 * percent + Math.ceilDiv(quantity % 100 * percent, 100L);
    }

    /** Whether the usage of the period may grow to this quantity. */
    public boolean admits(long used) {
        return used <= most();
    }

    /** What the usage of the period may grow to; {@link Long#MAX_VALUE}: anything. */
    public long most() {
        long most = cap == null ? Long.MAX_VALUE : cap;
        return switch (behaviour) {
            case WARN, OVERAGE -> most;
            case BLOCK -> Math.min(most, included);
        };
    }

    /**
     * From where on a threshold is reached; {@link Long#MAX_VALUE}: never. Where nothing is included there is nothing
     * to use up, and a cap of nothing refuses everything instead.
     */
    public long threshold(LimitThreshold threshold) {
        return switch (threshold) {
            case SOFT -> included > 0 ? soft : Long.MAX_VALUE;
            case HARD -> included > 0 ? included : Long.MAX_VALUE;
            case CAP -> cap == null || cap == 0 ? Long.MAX_VALUE : cap;
        };
    }

    /** Whether usage of this quantity has reached a threshold. */
    public boolean reaches(LimitThreshold threshold, long used) {
        long from = threshold(threshold);
        return from != Long.MAX_VALUE && used >= from;
    }

    /** The thresholds that usage of this quantity has reached, without those that were reached before, lowest first. */
    public Set<LimitThreshold> newlyReached(long used, Set<LimitThreshold> before) {
        Set<LimitThreshold> reached = EnumSet.noneOf(LimitThreshold.class);
        for (LimitThreshold threshold : LimitThreshold.values()) {
            if (!before.contains(threshold) && reaches(threshold, used)) {
                reached.add(threshold);
            }
        }
        return reached;
    }

    /** What is left of the included quantity, never negative. */
    public long remaining(long used) {
        return Math.max(0, included - used);
    }
}
