package io.enterprisemode.reporting.statistics;

import static io.enterprisemode.reporting.statistics.ExactSums.DIGITS;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mean, spread and standard scores of a series.
 *
 * @param standardDeviation of the sample (n - 1); null for a single value
 * @param scores {@code (x - mean) / standardDeviation} per value, all 0 when the series is constant; null for a single
 *     value
 */
public record Summary(
        double mean,
        @Nullable Double standardDeviation,
        @Nullable List<Double> scores) {

    /**
     * Summarises a series.
     *
     * @throws IllegalArgumentException when it is empty
     */
    public static Summary of(List<Double> series) {
        if (series.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        List<BigDecimal> values = ExactSums.decimals(series);
        double mean = ExactSums.mean(values).doubleValue();
        if (values.size() == 1) {
            return new Summary(mean, null, null);
        }
        BigDecimal n = BigDecimal.valueOf(values.size());
        BigDecimal sum = ExactSums.sum(values);
        BigDecimal squares = ExactSums.sumOfProducts(values, values);
        BigDecimal variance =
                n.multiply(squares).subtract(sum.multiply(sum)).divide(n.multiply(n.subtract(BigDecimal.ONE)), DIGITS);
        double standardDeviation = ExactSums.squareRoot(variance);
        List<Double> scores = values.stream()
                .map(value -> value.multiply(n).subtract(sum).divide(n, DIGITS).doubleValue())
                .map(deviation -> standardDeviation == 0 ? 0 : deviation / standardDeviation)
                .toList();
        return new Summary(mean, standardDeviation, scores);
    }
}
