package io.enterprisemode.reporting.statistics;

import static io.enterprisemode.reporting.statistics.ExactSums.DIGITS;

import java.math.BigDecimal;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

/**
 * A straight line through points by ordinary least squares, with the significance of its slope and prediction intervals
 * (any textbook on simple linear regression, such as Montgomery and others, chapter 2).
 */
public final class LinearTrend {

    private static final double UPPER_95 = 0.975;
    private static final double QUANTILE_ACCURACY = 1e-14;

    private final BigDecimal n;
    private final BigDecimal sumX;
    private final BigDecimal sumY;
    /** n times the sum of squared deviations of x, of products of deviations, of squared deviations of y. */
    private final BigDecimal xx;

    private final BigDecimal xy;
    private final BigDecimal yy;

    private LinearTrend(List<BigDecimal> x, List<BigDecimal> y) {
        n = BigDecimal.valueOf(x.size());
        sumX = ExactSums.sum(x);
        sumY = ExactSums.sum(y);
        xx = n.multiply(ExactSums.sumOfProducts(x, x)).subtract(sumX.multiply(sumX));
        xy = n.multiply(ExactSums.sumOfProducts(x, y)).subtract(sumX.multiply(sumY));
        yy = n.multiply(ExactSums.sumOfProducts(y, y)).subtract(sumY.multiply(sumY));
    }

    /**
     * Fits a line.
     *
     * @param x not all equal
     * @param y one per x
     * @throws IllegalArgumentException when there are fewer than two points, the lists differ in length, or all x are
     *     equal
     */
    public static LinearTrend fit(List<Double> x, List<Double> y) {
        if (x.size() != y.size() || x.size() < 2) {
            throw new IllegalArgumentException(
                    "a line needs two points or more: " + x.size() + " x, " + y.size() + " y");
        }
        LinearTrend trend = new LinearTrend(ExactSums.decimals(x), ExactSums.decimals(y));
        if (trend.xx.signum() == 0) {
            throw new IllegalArgumentException("all x are equal: " + x.getFirst());
        }
        return trend;
    }

    /** The change of y per unit of x. */
    public double slope() {
        return xy.divide(xx, DIGITS).doubleValue();
    }

    /** The line's y at x = 0. */
    public double intercept() {
        return fitAt(BigDecimal.ZERO).doubleValue();
    }

    /** The part of the variance of y the line explains (1 - SSE / SST); 0 for a constant y. */
    public double r2() {
        return yy.signum() == 0
                ? 0
                : xy.multiply(xy).divide(xx.multiply(yy), DIGITS).doubleValue();
    }

    /**
     * The two-sided t-test of the slope against 0, with n - 2 degrees of freedom: 1 for a constant y, 0 for an exact
     * line, null for two points.
     */
    public @Nullable Double pValue() {
        if (degrees() == 0) {
            return null;
        }
        if (yy.signum() == 0) {
            return 1.0;
        }
        BigDecimal unexplained = unexplained();
        if (unexplained.signum() == 0) {
            return 0.0;
        }
        double t = ExactSums.squareRoot(
                BigDecimal.valueOf(degrees()).multiply(xy).multiply(xy).divide(unexplained, DIGITS));
        return 2 * new TDistribution(degrees()).cumulativeProbability(-t);
    }

    /**
     * What the line says of a new x.
     *
     * @param fit the line's y
     * @param low lower end of the 95 % prediction interval; null for a line through two points
     * @param high upper end of it; null for a line through two points
     */
    public record Prediction(
            double x,
            double fit,
            @Nullable Double low,
            @Nullable Double high) {}

    /**
     * The line's y at x with the 95 % prediction interval: fit -+ t(0.975, n - 2) s sqrt(1 + 1/n + (x - mean)^2 / Sxx).
     */
    public Prediction predict(double x) {
        BigDecimal at = BigDecimal.valueOf(x);
        double fit = fitAt(at).doubleValue();
        if (degrees() == 0) {
            return new Prediction(x, fit, null, null);
        }
        BigDecimal residualVariance =
                unexplained().divide(n.multiply(xx).multiply(BigDecimal.valueOf(degrees())), DIGITS);
        BigDecimal distance = n.multiply(at).subtract(sumX);
        BigDecimal leverage = BigDecimal.ONE
                .add(BigDecimal.ONE.divide(n, DIGITS))
                .add(distance.multiply(distance).divide(n.multiply(xx), DIGITS));
        double halfWidth = new TDistribution(degrees(), QUANTILE_ACCURACY).inverseCumulativeProbability(UPPER_95)
                * ExactSums.squareRoot(residualVariance.multiply(leverage));
        return new Prediction(x, fit, fit - halfWidth, fit + halfWidth);
    }

    private BigDecimal fitAt(BigDecimal x) {
        BigDecimal distance = n.multiply(x).subtract(sumX);
        return sumY.multiply(xx).add(xy.multiply(distance)).divide(n.multiply(xx), DIGITS);
    }

    /** n Sxx times the sum of squared residuals; exactly 0 for an exact line. */
    private BigDecimal unexplained() {
        return xx.multiply(yy).subtract(xy.multiply(xy));
    }

    private int degrees() {
        return n.intValueExact() - 2;
    }
}
