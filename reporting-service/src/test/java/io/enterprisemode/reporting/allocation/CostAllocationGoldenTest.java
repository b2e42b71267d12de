package io.enterprisemode.reporting.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CostAllocationGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("allocation");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allocationIsAsExpected(GoldenCase golden) {
        List<Long> weights = new ArrayList<>();
        golden.input().path("weights").forEach(weight -> weights.add(weight.longValue()));

        List<Long> parts =
                CostAllocation.allocate(golden.input().path("totalMinor").longValue(), weights);

        assertThat(GoldenCases.tree(Map.of("parts", parts))).isEqualTo(golden.expected());
    }
}
