package io.enterprisemode.local.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.SuiteSettings;
import org.junit.jupiter.api.Test;

class UpCommandTest {

    private final SuiteSettings plain = SuiteSettings.defaults();
    private final SuiteSettings keycloak = plain.with(Setting.SUITE_KEYCLOAK, "true");
    private final SuiteSettings unseeded = plain.with(Setting.SUITE_SEED, "false");

    @Test
    void aSuiteWithAnotherSignInIsRefusedEitherWay() {
        for (boolean isComplete : new boolean[] {true, false}) {
            isRefused(keycloak, plain, isComplete);
            isRefused(plain, keycloak, isComplete);
        }
    }

    @Test
    void demoDataMayBeAskedForOnceEverythingRuns() {
        assertThatCode(() -> UpCommand.requireSameSettings(unseeded, plain, true))
                .doesNotThrowAnyException();
        isRefused(unseeded, plain, false);
    }

    @Test
    void theSameSettingsFit() {
        for (boolean isComplete : new boolean[] {true, false}) {
            assertThatCode(() -> UpCommand.requireSameSettings(keycloak, keycloak, isComplete))
                    .doesNotThrowAnyException();
        }
    }

    private static void isRefused(SuiteSettings running, SuiteSettings wanted, boolean isComplete) {
        assertThatThrownBy(() -> UpCommand.requireSameSettings(running, wanted, isComplete))
                .isInstanceOf(SuiteException.class)
                .hasMessageContaining("running with other settings");
    }
}
