package io.enterprisemode.reporting.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * Exponential smoothing with additive trend and season (Holt 1957, Winters 1960). The start is the first season: its
 * mean is the level, the deviations from it the seasonal terms, and the trend is the growth per step to the mean of the
 * second season.
 *
 * @param level at the end of the series
 * @param trend per step, at the end of the series
 * @param seasonal the last season's terms, the oldest first
 * @param fitted one-step forecasts from the second season on
 * @param errors what really came less what was fitted
 * @param forecast the steps after the end of the series
 */
public record HoltWinters(
        double level,
        double trend,
        List<Double> seasonal,
        List<Double> fitted,
        List<Double> errors,
        List<Double> forecast) {

    public HoltWinters {
        seasonal = List.copyOf(seasonal);
        fitted = List.copyOf(fitted);
        errors = List.copyOf(errors);
        forecast = List.copyOf(forecast);
    }

    /**
     * How fast level, trend and season follow the series: 0 never, 1 at once.
     *
     * @param alpha of the level
     * @param beta of the trend
     * @param gamma of the season
     */
    public record Smoothing(double alpha, double beta, double gamma) {

        public Smoothing {
            for (double factor : new double[] {alpha, beta, gamma}) {
                if (!(factor >= 0 && factor <= 1)) {
                    throw new IllegalArgumentException("a smoothing factor is not between 0 and 1: " + factor);
                }
            }
        }
    }

    /**
     * Smooths a series and forecasts it.
     *
     * @param seasonLength steps of a season, such as 7 for days of a week
     * @param horizon how many steps to forecast
     * @throws IllegalArgumentException when the series is shorter than two seasons
     */
    public static HoltWinters of(List<Double> series, int seasonLength, Smoothing smoothing, int horizon) {
        int n = series.size();
        if (seasonLength < 1 || n < 2L * seasonLength) {
            throw new IllegalArgumentException(n + " values are less than two seasons of " + seasonLength);
        }
        if (horizon < 0) {
            throw new IllegalArgumentException("horizon is negative: " + horizon);
        }
        double level = mean(series.subList(0, seasonLength));
        double trend = (mean(series.subList(seasonLength, 2 * seasonLength)) - level) / seasonLength;
        double[] seasonal = new double[n];
        for (int t = 0; t < seasonLength; t++) {
            seasonal[t] = series.get(t) - level;
        }
        List<Double> fitted = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int t = seasonLength; t < n; t++) {
            double y = series.get(t);
            double expected = level + trend;
            double season = seasonal[t - seasonLength];
            fitted.add(expected + season);
            errors.add(y - (expected + season));
            double newLevel = smoothing.alpha() * (y - season) + (1 - smoothing.alpha()) * expected;
            double newTrend = smoothing.beta() * (newLevel - level) + (1 - smoothing.beta()) * trend;
            seasonal[t] = smoothing.gamma() * (y - expected) + (1 - smoothing.gamma()) * season;
            level = newLevel;
            trend = newTrend;
        }
        List<Double> lastSeason = new ArrayList<>();
        for (int t = n - seasonLength; t < n; t++) {
            lastSeason.add(seasonal[t]);
        }
        List<Double> forecast = new ArrayList<>();
        for (int h = 1; h <= horizon; h++) {
            forecast.add(level + h * trend + lastSeason.get((h - 1) % seasonLength));
        }
        return new HoltWinters(level, trend, lastSeason, fitted, errors, forecast);
    }

    private static double mean(List<Double> values) {
        return ExactSums.mean(ExactSums.decimals(values)).doubleValue();
    }
}
