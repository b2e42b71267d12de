package io.enterprisemode.reporting.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatisticsGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("statistics");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void figuresAreWithinTheirTolerance(GoldenCase golden) {
        Object actual =
                switch (golden.op()) {
                    case "summary" -> summary(golden.input());
                    case "robust" -> RobustScores.of(numbers(golden.input(), "series"));
                    case "ols" -> ols(golden.input());
                    case "holtWinters" -> holtWinters(golden.input());
                    case "mase" -> mase(golden.input());
                    default -> throw new IllegalArgumentException(golden.op());
                };

        assertClose(
                "",
                renamed(GoldenCases.tree(actual)),
                golden.expected(),
                golden.input().path("tolerance"));
    }

    private static Map<String, Object> summary(JsonNode input) {
        Summary summary = Summary.of(numbers(input, "series"));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("mean", summary.mean());
        figures.put("std", summary.standardDeviation());
        figures.put("z", summary.scores());
        return figures;
    }

    private static Map<String, Object> ols(JsonNode input) {
        LinearTrend trend = LinearTrend.fit(numbers(input, "x"), numbers(input, "y"));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("slope", trend.slope());
        figures.put("intercept", trend.intercept());
        figures.put("r2", trend.r2());
        figures.put("pValue", trend.pValue());
        figures.put(
                "predictions", numbers(input, "at").stream().map(trend::predict).toList());
        return figures;
    }

    private static HoltWinters holtWinters(JsonNode input) {
        return HoltWinters.of(
                numbers(input, "series"),
                input.path("seasonLength").intValue(),
                new HoltWinters.Smoothing(
                        input.path("alpha").doubleValue(),
                        input.path("beta").doubleValue(),
                        input.path("gamma").doubleValue()),
                input.path("horizon").intValue());
    }

    private static ForecastError mase(JsonNode input) {
        return ForecastError.of(
                numbers(input, "train"),
                numbers(input, "actual"),
                numbers(input, "forecast"),
                input.path("seasonLength").intValue());
    }

    private static JsonNode renamed(JsonNode actual) {
        if (actual instanceof ObjectNode object && object.has("scores")) {
            object.set("z", object.remove("scores"));
        }
        return actual;
    }

    private static List<Double> numbers(JsonNode input, String name) {
        List<Double> numbers = new ArrayList<>();
        input.path(name).forEach(number -> numbers.add(number.doubleValue()));
        return numbers;
    }

    private static void assertClose(String where, JsonNode actual, JsonNode expected, JsonNode tolerance) {
        if (expected.isContainerNode()) {
            assertThat(actual.size()).as("size of " + where).isEqualTo(expected.size());
        }
        if (expected.isObject()) {
            expected.properties()
                    .forEach(field -> assertClose(
                            where + "/" + field.getKey(), actual.path(field.getKey()), field.getValue(), tolerance));
        } else if (expected.isArray()) {
            for (int i = 0; i < expected.size(); i++) {
                assertClose(where + "/" + i, actual.path(i), expected.path(i), tolerance);
            }
        } else if (expected.isNumber()) {
            String prefix = where.endsWith("/pValue") ? "pValue" : "";
            double want = expected.doubleValue();
            assertThat(actual.isNumber()).as(where + ": " + actual).isTrue();
            assertThat(Math.abs(actual.doubleValue() - want))
                    .as(where + ": got " + actual + ", want " + want)
                    .isLessThanOrEqualTo(
                            of(tolerance, prefix, "Absolute") + of(tolerance, prefix, "Relative") * Math.abs(want));
        } else {
            assertThat(actual).as(where).isEqualTo(expected);
        }
    }

    private static double of(JsonNode tolerance, String prefix, String kind) {
        String name = prefix.isEmpty() ? kind.equals("Absolute") ? "absolute" : "relative" : prefix + kind;
        return tolerance.required(name).doubleValue();
    }
}
