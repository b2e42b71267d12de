package io.enterprisemode.billing.money;

import io.enterprisemode.contracts.Require;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/** A part of a whole, such as seconds of the seconds of a period. */
public record Fraction(long numerator, long denominator) {

    /** All of it. */
    public static final Fraction WHOLE = new Fraction(1, 1);

    public Fraction {
        Require.notNegative(numerator, "numerator");
        Require.that(denominator > 0, "denominator is not positive: " + denominator);
    }

    /** The part that one span of time is of another, to the second. */
    public static Fraction of(Instant start, Instant end, Instant wholeStart, Instant wholeEnd) {
        return new Fraction(
                Duration.between(start, end).toSeconds(),
                Duration.between(wholeStart, wholeEnd).toSeconds());
    }

    /** The part of a quantity: {@code floor(quantity * numerator / denominator)}. */
    public long floor(long quantity) {
        return BigInteger.valueOf(quantity)
                .multiply(BigInteger.valueOf(numerator))
                .divide(BigInteger.valueOf(denominator))
                .longValueExact();
    }
}
