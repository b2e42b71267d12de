package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.Aggregation;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A usage period, or the part of it with one plan in force. Usage is counted and limited by parts.
 *
 * @param start included; that of the period, or the change of plan
 * @param end excluded; that of the period, or the next change of plan
 * @param isTrial whether the period is a trial, in which every limit blocks
 */
public record PlanPart(UsagePeriod period, Instant start, Instant end, String plan, int planVersion, boolean isTrial) {

    public PlanPart {
        if (!start.isBefore(end) || start.isBefore(period.start()) || end.isAfter(period.end())) {
            throw new IllegalArgumentException("not a part of " + period + ": " + start + " to " + end);
        }
    }

    /** One that is not of a trial. */
    public PlanPart(UsagePeriod period, Instant start, Instant end, String plan, int planVersion) {
        this(period, start, end, plan, planVersion, false);
    }

    /** Whether the instant lies in {@code [start, end)}. */
    public boolean contains(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }

    /** The same part, ended before. */
    public PlanPart until(Instant at) {
        return new PlanPart(period, start, at, plan, planVersion, isTrial);
    }

    /** Whether it is all of the period. */
    public boolean isWhole() {
        return start.equals(period.start()) && end.equals(period.end());
    }

    /** How much of the period's time it is; of one that was cut, of the time that it would have had. */
    public Fraction rated() {
        return Fraction.of(start, end, period.start(), period.wholeEnd());
    }

    /**
     * How much of what a plan includes for a period limits usage in this part: from its start to the end of the period.
     * A later change of plan does not take away what was granted before it; until then it equals {@link #rated()}.
     */
    public Fraction granted() {
        return Fraction.of(start, period.wholeEnd(), period.start(), period.wholeEnd());
    }

    /** The limits that an allowance of its plan means in it. */
    public UsageLimit limit(Allowance allowance, Aggregation aggregation) {
        return UsageLimit.of(inForce(allowance), period.months(), aggregation, granted());
    }

    /** The same; empty: the plan says nothing of the meter. */
    public Optional<UsageLimit> limit(Optional<Allowance> allowance, Aggregation aggregation) {
        return allowance.map(each -> limit(each, aggregation));
    }

    /**
     * What may be used in it before later parts of its period are held to it: what is beyond is carried.
     *
     * @param allowance null: the plan says nothing of the meter
     */
    public long share(@Nullable Allowance allowance, Aggregation aggregation) {
        return UsageLimit.share(allowance == null ? null : inForce(allowance), period.months(), aggregation, rated());
    }

    private Allowance inForce(Allowance allowance) {
        return isTrial ? allowance.blocking() : allowance;
    }
}
