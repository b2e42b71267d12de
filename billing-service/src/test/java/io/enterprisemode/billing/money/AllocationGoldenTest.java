package io.enterprisemode.billing.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AllocationGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("allocation");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void allocationIsAsExpected(GoldenCase golden) {
        List<Long> weights = new ArrayList<>();
        golden.input().path("weights").forEach(weight -> weights.add(weight.longValue()));

        List<Long> parts = Allocation.of(golden.input().path("totalMinor").longValue(), weights);

        assertThat(GoldenCases.tree(Map.of("parts", parts))).isEqualTo(golden.expected());
    }

    @Test
    void whatCannotBeGivenIsRefused() {
        assertThatThrownBy(() -> Allocation.of(1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Allocation.of(1, List.of(2L, -1L))).isInstanceOf(IllegalArgumentException.class);
    }
}
