package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.money.Fraction;
import java.time.Instant;

/**
 * A billing period, or the part of it with one plan in force. Usage is counted and rated by parts.
 *
 * @param start included; that of the period, or the change of plan
 * @param end excluded; that of the period, or the next change of plan
 */
public record PlanPart(BillingPeriod period, Instant start, Instant end, String plan, int planVersion) {

    public PlanPart {
        if (!start.isBefore(end) || start.isBefore(period.start()) || end.isAfter(period.end())) {
            throw new IllegalArgumentException("not a part of " + period + ": " + start + " to " + end);
        }
    }

    /** Whether the instant lies in {@code [start, end)}. */
    public boolean contains(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }

    /** The same part, ended before. */
    public PlanPart until(Instant at) {
        return new PlanPart(period, start, at, plan, planVersion);
    }

    /** Whether it is all of the period. */
    public boolean isWhole() {
        return start.equals(period.start()) && end.equals(period.end());
    }

    /** How much of what a plan includes for a period is free of charge in this part: the part of the time. */
    public Fraction rated() {
        return Fraction.of(start, end, period.start(), period.end());
    }

    /**
     * How much of what a plan includes for a period limits usage in this part: from its start to the end of the period.
     * A later change of plan does not take away what was granted before it; until then it equals {@link #rated()}.
     */
    public Fraction granted() {
        return Fraction.of(start, period.end(), period.start(), period.end());
    }
}
