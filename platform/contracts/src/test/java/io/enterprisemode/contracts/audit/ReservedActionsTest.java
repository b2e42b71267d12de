package io.enterprisemode.contracts.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedActionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "teams.member.removed",
                "billing.subscription.upgraded",
                "audit.log.exported",
                "reporting.x",
                "gateway.x",
                "teams"
            })
    void whatBeginsWithANameOfTheSuiteIsReserved(String action) {
        assertThat(ReservedActions.isReserved(action)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm.contacts.imported", "teamsters.hired", "team.created", "my.billing.event", "", "."})
    void anythingElseIsNot(String action) {
        assertThat(ReservedActions.isReserved(action)).isFalse();
    }
}
