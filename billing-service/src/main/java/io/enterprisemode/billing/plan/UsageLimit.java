package io.enterprisemode.billing.plan;

import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LimitThreshold;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a meter in a usage period, or in the part of it with one plan. A period is a month; of yearly
 * subscriptions it was once a year, in which what a plan includes per month holds twelvefold.
 *
 * @param included without charge; the hard limit
 * @param soft the quantity from which on the limit is near: the percentage of the included quantity, rounded up
 * @param cap beyond it everything is refused, whatever the behaviour, for the whole period; null: none
 * @param bound beyond it everything is refused, too, for the whole period: it could cost more than an amount can hold;
 *     no limit of the plan, so it is neither told nor shown; {@link Long#MAX_VALUE}: none
 * @param others what other parts of the period add to what is used in this one
 */
public record UsageLimit(
        long included,
        long soft,
        LimitBehaviour behaviour,
        @Nullable Long cap,
        long bound,
        OtherParts others) {

    /** Those of a period with one plan, without a bound. */
    public UsageLimit(long included, long soft, LimitBehaviour behaviour, @Nullable Long cap) {
        this(included, soft, behaviour, cap, Long.MAX_VALUE, OtherParts.NONE);
    }

    /** The limits that an allowance means in a period of some months. */
    public static UsageLimit of(Allowance allowance, int months) {
        return of(allowance, months, Aggregation.SUM, Fraction.WHOLE);
    }

    /**
     * The limits that an allowance means in a part of a period. What may be used of SUM and COUNT is prorated by time
     * and rounded down; all others are held to the whole included quantity, however short the part.
     *
     * @param granted from the start of the part to the end of the period
     */
    public static UsageLimit of(Allowance allowance, int months, Aggregation aggregation, Fraction granted) {
        long included = granted(aggregation, granted).floor(Math.multiplyExact(allowance.included(), (long) months));
        Long cap = allowance.cap();
        return new UsageLimit(
                included,
                percentage(included, allowance.softLimitPercent()),
                allowance.behaviour(),
                cap == null ? null : Math.multiplyExact(cap, (long) months),
                allowance.bound(),
                OtherParts.NONE);
    }

    /**
     * What may be used in a part before later parts of its period are held to it: what is beyond is carried. Only plans
     * that warn or block let earlier use count later; {@link Long#MAX_VALUE}: nothing is carried.
     *
     * @param allowance null: the plan says nothing of the meter
     * @param rated from the start of the part to its end
     */
    public static long share(@Nullable Allowance allowance, int months, Aggregation aggregation, Fraction rated) {
        return allowance == null || allowance.behaviour() == LimitBehaviour.OVERAGE
                ? Long.MAX_VALUE
                : of(allowance, months, aggregation, rated).included();
    }

    private static Fraction granted(Aggregation aggregation, Fraction granted) {
        return switch (aggregation) {
            case SUM, COUNT -> granted;
            case MAX, LATEST, UNIQUE_COUNT -> Fraction.WHOLE;
        };
    }

    /** The same limits with what other parts of the period use now. */
    public UsageLimit with(OtherParts present) {
        return new UsageLimit(included, soft, behaviour, cap, bound, present);
    }

    /** The percentage of a quantity, rounded up; in parts, so that it does not leave 64 bits. */
    private static long percentage(long quantity, int percent) {
        return quantity / 100 * percent + Math.ceilDiv(quantity % 100 * percent, 100L);
    }

    /** Whether the usage of the part may grow to this quantity. */
    public boolean admits(long used) {
        return used <= most();
    }

    /** What the usage of the part may grow to; {@link Long#MAX_VALUE}: anything. */
    public long most() {
        long chargeable = Math.max(0, bound - others.elsewhere());
        long most = cap == null ? chargeable : Math.min(chargeable, Math.max(0, cap - others.towardsCap()));
        return switch (behaviour) {
            case WARN, OVERAGE -> most;
            case BLOCK -> Math.min(most, Math.max(0, included - others.towardsLimit()));
        };
    }

    /**
     * From where on a threshold is reached; {@link Long#MAX_VALUE}: never. Where nothing is included there is nothing
     * to use up, and a cap of nothing refuses everything instead.
     */
    public long threshold(LimitThreshold threshold) {
        return switch (threshold) {
            case SOFT -> included > 0 ? soft - others.carry() : Long.MAX_VALUE;
            case HARD -> included > 0 ? included - others.carry() : Long.MAX_VALUE;
            case CAP -> cap == null || cap == 0 ? Long.MAX_VALUE : cap - others.towardsCap();
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

    /** Whether usage of this quantity is beyond the included one. */
    boolean isExceeded(long used) {
        return used > included - others.carry();
    }

    /** What is left of the included quantity, never negative. */
    public long remaining(long used) {
        long left = included - others.carry();
        return left <= used ? 0 : left - used;
    }
}
