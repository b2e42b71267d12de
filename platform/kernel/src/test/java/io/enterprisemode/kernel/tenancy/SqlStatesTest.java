package io.enterprisemode.kernel.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatesTest {

    @ParameterizedTest
    @ValueSource(strings = {"21000", "22003", "22021", "23001", "23505", "23514", "44000", "54000", "P0001"})
    void whatTheDataIsToBlameForNeverGetsBetter(String state) {
        assertThat(SqlStates.isBadData(state)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08006", "0A000", "25006", "25P03", "28P01", "28000", "40001", "40P01", "42P01", "42501", "42703",
                "53100", "53300", "55P03", "57014", "57P01", "57P03", "58030", "XX000"
            })
    void everythingElsePasses(String state) {
        assertThat(SqlStates.isBadData(state)).isFalse();
    }

    @Test
    void aFailureWithoutStateIsNotAboutData() {
        assertThat(SqlStates.isBadData(null)).isFalse();
        assertThat(SqlStates.isExpectedFailure(null)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "42703", "42501", "0A000", "XX000"})
    void whatNeedsSomebodysHelpIsWorthATrace(String state) {
        assertThat(SqlStates.isExpectedFailure(state)).isFalse();
    }
}
