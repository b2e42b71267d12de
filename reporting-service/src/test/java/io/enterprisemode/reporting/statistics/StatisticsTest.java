package io.enterprisemode.reporting.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    @Test
    void aLargeOffsetCostsNoDigits() {
        Summary summary = Summary.of(List.of(1e12 + 0.1, 1e12 + 0.2, 1e12 + 0.3));

        assertThat(summary.standardDeviation()).isNotNull().isCloseTo(0.1, within(1e-4));
        assertThat(summary.scores()).isNotNull().element(1).isEqualTo(0.0);
    }

    @Test
    void aConstantSeriesHasNoOutliers() {
        List<Double> series = Collections.nCopies(9, 0.1);

        assertThat(Summary.of(series).standardDeviation()).isZero();
        assertThat(Summary.of(series).scores()).containsOnly(0.0);
        assertThat(RobustScores.of(series).rule()).isEqualTo(RobustScores.Rule.CONSTANT);
    }

    @Test
    void oneValueHasNoSpread() {
        assertThat(Summary.of(List.of(5.0))).isEqualTo(new Summary(5, null, null));
    }

    @Test
    void anExactLineIsSeenAsOneEvenInDecimals() {
        List<Double> x = IntStream.range(0, 40).mapToObj(i -> 1e6 + i).toList();
        List<Double> y = IntStream.range(0, 40)
                .mapToObj(i -> Double.parseDouble("1000000." + i / 10 + i % 10))
                .toList();

        LinearTrend trend = LinearTrend.fit(x, y);

        assertThat(trend.slope()).isEqualTo(0.01);
        assertThat(trend.r2()).isEqualTo(1.0);
        assertThat(trend.pValue()).isEqualTo(0.0);
        LinearTrend.Prediction next = trend.predict(1e6 + 40);
        assertThat(next.low()).isEqualTo(next.fit()).isEqualTo(next.high());
    }

    @Test
    void aConstantSeriesHasNoTrend() {
        LinearTrend trend = LinearTrend.fit(List.of(0.0, 1.0, 2.0), List.of(0.3, 0.3, 0.3));

        assertThat(trend.slope()).isZero();
        assertThat(trend.r2()).isZero();
        assertThat(trend.pValue()).isEqualTo(1.0);
    }

    @Test
    void whatCannotBeALineIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> LinearTrend.fit(List.of(1.0), List.of(1.0)));
        assertThatIllegalArgumentException().isThrownBy(() -> LinearTrend.fit(List.of(1.0, 2.0), List.of(1.0)));
        assertThatIllegalArgumentException().isThrownBy(() -> LinearTrend.fit(List.of(2.0, 2.0), List.of(1.0, 3.0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LinearTrend.fit(List.of(1.0, Double.NaN), List.of(1.0, 3.0)));
    }

    @Test
    void lessThanTwoSeasonsOrABadFactorIsRefused() {
        HoltWinters.Smoothing smoothing = new HoltWinters.Smoothing(0.3, 0.1, 0.2);
        List<Double> week = DoubleStream.of(1, 2, 3, 4, 5, 6, 7).boxed().toList();

        assertThatIllegalArgumentException().isThrownBy(() -> HoltWinters.of(week, 7, smoothing, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> HoltWinters.of(week, 0, smoothing, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new HoltWinters.Smoothing(1.1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new HoltWinters.Smoothing(0, Double.NaN, 0));
    }

    @Test
    void withoutAWholeSeasonOfTrainingThereIsNothingToCompareWith() {
        assertThat(ForecastError.of(List.of(1.0, 2.0), List.of(3.0), List.of(2.0), 7))
                .isEqualTo(new ForecastError(1, 0, null));
        assertThatIllegalArgumentException().isThrownBy(() -> ForecastError.of(List.of(1.0), List.of(), List.of(), 1));
    }

    @Test
    void emptySeriesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Summary.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> RobustScores.of(List.of()));
    }
}
