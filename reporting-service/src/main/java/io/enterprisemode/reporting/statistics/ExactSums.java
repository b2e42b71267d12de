package io.enterprisemode.reporting.statistics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * Sums of decimal numbers without rounding, so that differences of nearly equal numbers keep their digits. Numbers are
 * taken as the decimals they print as.
 */
final class ExactSums {

    /** 34 digits, for what cannot be exact. */
    static final MathContext DIGITS = MathContext.DECIMAL128;

    private ExactSums() {}

    static List<BigDecimal> decimals(List<Double> values) {
        return values.stream().map(BigDecimal::valueOf).toList();
    }

    static BigDecimal sum(List<BigDecimal> values) {
        return values.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static BigDecimal sumOfProducts(List<BigDecimal> one, List<BigDecimal> other) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < one.size(); i++) {
            sum = sum.add(one.get(i).multiply(other.get(i)));
        }
        return sum;
    }

    static BigDecimal mean(List<BigDecimal> values) {
        return sum(values).divide(BigDecimal.valueOf(values.size()), DIGITS);
    }

    static double squareRoot(BigDecimal value) {
        return value.sqrt(MathContext.DECIMAL64).doubleValue();
    }
}
