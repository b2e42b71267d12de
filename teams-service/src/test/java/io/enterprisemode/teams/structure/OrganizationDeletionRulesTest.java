package io.enterprisemode.teams.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OrganizationDeletionRulesTest {

    @Test
    void aDeletionIsDueAfterThirtyDaysToTheInstant() {
        Instant asked = Instant.parse("2026-01-31T10:00:00Z");
        Instant dueAt = OrganizationDeletionRules.dueAt(asked);

        assertThat(dueAt).isEqualTo("2026-03-02T10:00:00Z");
        assertThat(OrganizationDeletionRules.isDue(dueAt, dueAt.minusNanos(1))).isFalse();
        assertThat(OrganizationDeletionRules.isDue(dueAt, dueAt)).isTrue();
    }
}
