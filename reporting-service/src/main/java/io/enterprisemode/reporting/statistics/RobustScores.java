package io.enterprisemode.reporting.statistics;

import static io.enterprisemode.reporting.statistics.ExactSums.DIGITS;

import java.math.BigDecimal;
import java.util.List;

/**
 * Modified z-scores, which single outliers do not distort (Iglewicz and Hoaglin, 1993).
 *
 * @param median of the values; of an even number of them the mean of the middle two
 * @param mad median of the absolute deviations from the median
 * @param scores one per value
 */
public record RobustScores(double median, double mad, Rule rule, List<Double> scores) {

    private static final BigDecimal NORMAL_MAD = new BigDecimal("0.6745");
    private static final BigDecimal NORMAL_MEAN_AD = new BigDecimal("1.253314");
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /** What the deviations are measured by. */
    public enum Rule {
        /** {@code 0.6745 (x - median) / mad}. */
        MAD,
        /** The mad is 0: {@code (x - median) / (1.253314 * mean absolute deviation from the median)}. */
        MEAN_AD,
        /** All values are equal: every score is 0. */
        CONSTANT
    }

    public RobustScores {
        scores = List.copyOf(scores);
    }

    /**
     * Scores a series.
     *
     * @throws IllegalArgumentException when it is empty
     */
    public static RobustScores of(List<Double> series) {
        if (series.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        List<BigDecimal> values = ExactSums.decimals(series);
        BigDecimal median = median(values);
        List<BigDecimal> deviations =
                values.stream().map(value -> value.subtract(median)).toList();
        List<BigDecimal> distances = deviations.stream().map(BigDecimal::abs).toList();
        BigDecimal mad = median(distances);
        BigDecimal meanAd = ExactSums.mean(distances);
        Rule rule = mad.signum() > 0 ? Rule.MAD : meanAd.signum() > 0 ? Rule.MEAN_AD : Rule.CONSTANT;
        List<Double> scores = deviations.stream()
                .map(deviation -> score(rule, deviation, mad, meanAd))
                .toList();
        return new RobustScores(median.doubleValue(), mad.doubleValue(), rule, scores);
    }

    private static double score(Rule rule, BigDecimal deviation, BigDecimal mad, BigDecimal meanAd) {
        return switch (rule) {
            case MAD -> NORMAL_MAD.multiply(deviation).divide(mad, DIGITS).doubleValue();
            case MEAN_AD ->
                deviation.divide(NORMAL_MEAN_AD.multiply(meanAd), DIGITS).doubleValue();
            case CONSTANT -> 0;
        };
    }

    private static BigDecimal median(List<BigDecimal> values) {
        List<BigDecimal> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : sorted.get(middle - 1).add(sorted.get(middle)).divide(TWO);
    }
}
