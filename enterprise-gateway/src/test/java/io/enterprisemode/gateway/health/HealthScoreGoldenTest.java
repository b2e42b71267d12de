package io.enterprisemode.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HealthScoreGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("healthscore");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theScoreIsAsExpected(GoldenCase golden) {
        List<RatedCheck> checks = new ArrayList<>();
        golden.input()
                .path("checks")
                .forEach(check -> checks.add(new RatedCheck(
                        check.path("id").asText(),
                        CheckSeverity.valueOf(check.path("severity").asText().toUpperCase(Locale.ROOT)),
                        CheckStatus.valueOf(check.path("status").asText().toUpperCase(Locale.ROOT)))));

        assertThat(GoldenCases.tree(HealthScore.of(checks))).isEqualTo(golden.expected());
    }
}
