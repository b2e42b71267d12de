package io.enterprisemode.reporting.statistics;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good a forecast was, compared with the forecast "as one season ago" (mean absolute scaled error, Hyndman and
 * Koehler 2006).
 *
 * @param mae mean absolute error of the forecast
 * @param scale mean absolute error of the seasonal naive forecast over the training data; 0 when that is no longer than
 *     a season
 * @param mase mae / scale, below 1 when better than naive; null when the scale is 0
 */
public record ForecastError(
        double mae, double scale, @Nullable Double mase) {

    /**
     * Compares a forecast with what came.
     *
     * @param train what was known when forecasting
     * @param actual what came, as long as the forecast and not empty
     */
    public static ForecastError of(List<Double> train, List<Double> actual, List<Double> forecast, int seasonLength) {
        if (actual.isEmpty() || actual.size() != forecast.size()) {
            throw new IllegalArgumentException(
                    "as many forecasts as values are needed: " + forecast.size() + " for " + actual.size());
        }
        if (seasonLength < 1) {
            throw new IllegalArgumentException("seasonLength is not positive: " + seasonLength);
        }
        BigDecimal mae = meanDistance(actual, forecast);
        BigDecimal scale = train.size() <= seasonLength
                ? BigDecimal.ZERO
                : meanDistance(
                        train.subList(seasonLength, train.size()), train.subList(0, train.size() - seasonLength));
        Double mase =
                scale.signum() == 0 ? null : mae.divide(scale, ExactSums.DIGITS).doubleValue();
        return new ForecastError(mae.doubleValue(), scale.doubleValue(), mase);
    }

    private static BigDecimal meanDistance(List<Double> one, List<Double> other) {
        List<BigDecimal> distances = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            distances.add(BigDecimal.valueOf(one.get(i))
                    .subtract(BigDecimal.valueOf(other.get(i)))
                    .abs());
        }
        return ExactSums.mean(distances);
    }
}
