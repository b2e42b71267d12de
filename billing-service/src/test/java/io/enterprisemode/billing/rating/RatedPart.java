package io.enterprisemode.billing.rating;

import io.enterprisemode.billing.plan.Fraction;
import io.enterprisemode.contracts.Require;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A span with one plan in force, and what the plan says of the meter.
 *
 * @param start included
 * @param end excluded
 * @param included the plan's included quantity for a whole period
 * @param unitPrice of one unit beyond it, in major units of the currency
 * @param fraction the part of the period this span is, when the included quantity is prorated; null: it is not
 */
public record RatedPart(
        Instant start,
        Instant end,
        long included,
        BigDecimal unitPrice,
        @Nullable Fraction fraction) {

    public RatedPart {
        Require.that(start.isBefore(end), "the span ends before it starts: " + start + " to " + end);
        Require.notNegative(included, "included");
    }

    /** Whether the instant lies in {@code [start, end)}. */
    public boolean contains(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }
}
