package io.enterprisemode.billing.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Currency;

/**
 * Arithmetic of money in integer minor units. Rounding is HALF_UP, ties away from zero, of the exact value, once. A
 * result beyond 64 bits is an {@link ArithmeticException}, never a wrong number.
 */
public final class MinorUnits {

    private MinorUnits() {}

    /** How many decimals the currency has (ISO 4217): 2 for USD, 0 for JPY, 3 for KWD. */
    public static int exponent(String currency) {
        int exponent = Currency.getInstance(currency).getDefaultFractionDigits();
        if (exponent < 0) {
            throw new IllegalArgumentException("no currency with minor units: " + currency);
        }
        return exponent;
    }

    /** The amount in major units with exactly the currency's decimals, such as {@code -70.00}. */
    public static String decimal(long amountMinor, String currency) {
        return BigDecimal.valueOf(amountMinor, exponent(currency)).toPlainString();
    }

    /** The exact amount in major units as minor units, rounded. */
    public static long ofMajor(BigDecimal amountMajor, String currency) {
        return round(amountMajor.movePointRight(exponent(currency)));
    }

    /** The exact amount in major units as minor units, rounded. */
    public static long ofMajor(Ratio amountMajor, String currency) {
        BigInteger minor = amountMajor.numerator().multiply(BigInteger.TEN.pow(exponent(currency)));
        return halfUp(minor, amountMajor.denominator()).longValueExact();
    }

    /** The exact amount in minor units, rounded. */
    public static long round(BigDecimal amountMinor) {
        return amountMinor.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** {@code amountMinor * numerator / denominator}, rounded; the denominator is positive. */
    public static long share(long amountMinor, long numerator, long denominator) {
        if (denominator <= 0) {
            throw new IllegalArgumentException("denominator is not positive: " + denominator);
        }
        return halfUp(product(amountMinor, numerator), BigInteger.valueOf(denominator))
                .longValueExact();
    }

    /** The sum of the amounts. */
    public static long sum(Collection<Long> amountsMinor) {
        return amountsMinor.stream()
                .map(BigInteger::valueOf)
                .reduce(BigInteger.ZERO, BigInteger::add)
                .longValueExact();
    }

    private static BigInteger product(long a, long b) {
        return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    }

    private static BigInteger halfUp(BigInteger dividend, BigInteger divisor) {
        BigInteger magnitude = dividend.abs().shiftLeft(1).add(divisor).divide(divisor.shiftLeft(1));
        return dividend.signum() < 0 ? magnitude.negate() : magnitude;
    }
}
