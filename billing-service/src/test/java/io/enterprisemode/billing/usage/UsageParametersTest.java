package io.enterprisemode.billing.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class UsageParametersTest {

    private static final Instant NOW = Instant.parse("2026-03-30T10:20:30Z");

    @Test
    void theFirstThatIsGivenIsNamed() {
        assertThat(new UsageParameters(null, null, null, null, null, null, null, null).firstGiven())
                .isEmpty();
        assertThat(new UsageParameters("emails", null, null, null, null, null, null, "5").firstGiven())
                .contains("meter");
        assertThat(new UsageParameters(null, null, null, null, "day", null, "Europe/Berlin", null).firstGiven())
                .contains("interval");
        assertThat(new UsageParameters(null, null, null, null, null, null, null, "").firstGiven())
                .contains("limit");
    }

    @Test
    void theyAskTheirQuestion() {
        UsageQuestion question = new UsageParameters(
                        "emails", null, "2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z", "day", "workspace", null, "7")
                .question(ZoneOffset.UTC, NOW);

        assertThat(question.meter()).contains("emails");
        assertThat(question.buckets().starts()).hasSize(2);
        assertThat(question.grouping()).isEqualTo(new UsageQuestion.Grouping.Workspace());
        assertThat(question.limit()).isEqualTo(7);
    }
}
