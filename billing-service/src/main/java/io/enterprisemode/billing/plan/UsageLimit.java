package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a meter in one billing period. What a plan includes per month holds twelvefold in a yearly period.
 *
 * @param included without charge; the hard limit
 * @param soft from where on it is said that the limit is near: the percentage of the included quantity, rounded up
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

    /** Whether the limit is near or reached; a limit of nothing is never. */
    public boolean reachesSoft(long used) {
        return included > 0 && used >= soft;
    }

    /** Whether the included quantity is used up; where nothing is included there is nothing to use up. */
    public boolean reachesHard(long used) {
        return included > 0 && used >= included;
    }

    /** Whether the cap is used up; never without one. */
    public boolean reachesCap(long used) {
        return cap != null && cap > 0 && used >= cap;
    }

    /** From where on the soft limit is reached; {@link Long#MAX_VALUE}: never. */
    public long softThreshold() {
        return included > 0 ? soft : Long.MAX_VALUE;
    }

    /** From where on the included quantity is used up; {@link Long#MAX_VALUE}: never. */
    public long hardThreshold() {
        return included > 0 ? included : Long.MAX_VALUE;
    }

    /** From where on the cap is reached; {@link Long#MAX_VALUE}: never. */
    public long capThreshold() {
        return cap == null || cap == 0 ? Long.MAX_VALUE : cap;
    }

    /** What is left of the included quantity, never negative. */
    public long remaining(long used) {
        return Math.max(0, included - used);
    }
}
