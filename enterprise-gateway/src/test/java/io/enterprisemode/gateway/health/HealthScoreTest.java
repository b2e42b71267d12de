package io.enterprisemode.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HealthScoreTest {

    private static final List<CheckSeverity> SEVERITIES = List.of(CheckSeverity.values());
    private static final List<CheckStatus> STATUSES = List.of(CheckStatus.values());

    @Test
    void aFailedCriticalCheckCapsTheScore() {
        List<RatedCheck> checks = new ArrayList<>();
        checks.add(check(CheckSeverity.CRITICAL, CheckStatus.FAIL));
        for (int i = 0; i < 9; i++) {
            checks.add(check(CheckSeverity.CRITICAL, CheckStatus.PASS));
        }

        assertThat(HealthScore.of(checks)).isEqualTo(new HealthScore(40, 100, true));
    }

    @Test
    void theUnknownIsNeitherHealthyNorFailedButCostsConfidence() {
        assertThat(HealthScore.of(List.of(
                        check(CheckSeverity.HIGH, CheckStatus.PASS),
                        check(CheckSeverity.CRITICAL, CheckStatus.UNKNOWN))))
                .isEqualTo(new HealthScore(100, 43, false));
    }

    @Test
    void withNothingKnownBothAreZero() {
        assertThat(HealthScore.of(List.of())).isEqualTo(new HealthScore(0, 0, false));
        assertThat(HealthScore.of(List.of(check(CheckSeverity.LOW, CheckStatus.UNKNOWN))))
                .isEqualTo(new HealthScore(0, 0, false));
    }

    @Test
    void fixingACheckNeverLowersTheScore() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            List<RatedCheck> checks = new ArrayList<>();
            for (int k = 0; k <= random.nextInt(12); k++) {
                checks.add(check(one(SEVERITIES, random), one(STATUSES, random)));
            }
            int before = HealthScore.of(checks).score();
            for (int k = 0; k < checks.size(); k++) {
                List<RatedCheck> fixed = new ArrayList<>(checks);
                fixed.set(k, check(checks.get(k).severity(), CheckStatus.PASS));

                assertThat(HealthScore.of(fixed).score()).isGreaterThanOrEqualTo(before);
            }
        }
    }

    private static <T> T one(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static RatedCheck check(CheckSeverity severity, CheckStatus status) {
        return new RatedCheck("check", severity, status);
    }
}
