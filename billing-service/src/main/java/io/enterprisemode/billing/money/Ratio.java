package io.enterprisemode.billing.money;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact number, for sums of shares that are rounded once at their end.
 *
 * @param numerator negative for a negative number
 * @param denominator above 0
 */
public record Ratio(BigInteger numerator, BigInteger denominator) {

    public static final Ratio ZERO = new Ratio(BigInteger.ZERO, BigInteger.ONE);

    public Ratio {
        if (denominator.signum() <= 0) {
            throw new IllegalArgumentException("denominator is not positive: " + denominator);
        }
    }

    /** The number as a ratio. */
    public static Ratio of(BigDecimal number) {
        return number.scale() <= 0
                ? new Ratio(number.toBigIntegerExact(), BigInteger.ONE)
                : new Ratio(number.unscaledValue(), BigInteger.TEN.pow(number.scale()));
    }

    public static Ratio of(long number) {
        return new Ratio(BigInteger.valueOf(number), BigInteger.ONE);
    }

    public static Ratio of(Fraction fraction) {
        return new Ratio(BigInteger.valueOf(fraction.numerator()), BigInteger.valueOf(fraction.denominator()));
    }

    public Ratio plus(Ratio other) {
        return denominator.equals(other.denominator)
                ? new Ratio(numerator.add(other.numerator), denominator)
                : new Ratio(
                        numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                        denominator.multiply(other.denominator));
    }

    public Ratio times(Ratio other) {
        return new Ratio(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    /**
     * The quotient.
     *
     * @param divisor above 0
     */
    public Ratio dividedBy(Ratio divisor) {
        return new Ratio(numerator.multiply(divisor.denominator), denominator.multiply(divisor.numerator));
    }

    /** The greatest integer that is not above it; {@link ArithmeticException} beyond 64 bits. */
    public long floor() {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        return (parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0]).longValueExact();
    }
}
