package io.enterprisemode.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.billing.metering.LatenessRule;
import io.enterprisemode.billing.rating.UsageIntake.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageIntakeTest {

    private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2025-02-01T00:00:00Z");

    @Test
    void theSameIdWithTheSameContentIsADuplicateWheneverItComes() {
        UsageFact first = event("1", 5);
        UsageFact muchLater = new UsageFact("app", "1", "newsletter", START, END.plusSeconds(8_000_000), 5, null);

        assertThat(UsageIntake.of(List.of(first, muchLater)).outcomes())
                .containsExactly(Outcome.ACCEPTED, Outcome.DUPLICATE);
    }

    @Test
    void otherContentUnderTheSameIdIsAConflictAndTheFirstStays() {
        UsageIntake intake = UsageIntake.of(List.of(event("1", 5), event("1", 6)));

        assertThat(intake.outcomes()).containsExactly(Outcome.ACCEPTED, Outcome.CONFLICT);
        assertThat(intake.accepted()).containsExactly(event("1", 5));
    }

    @Test
    void aRejectedEventLeavesItsIdFree() {
        UsageFact tooEarly = new UsageFact("app", "1", "newsletter", START.plusSeconds(301), START, 5, null);

        assertThat(UsageIntake.of(List.of(tooEarly, event("1", 5))).outcomes())
                .containsExactly(Outcome.REJECTED, Outcome.ACCEPTED);
    }

    @Test
    void bothLimitsOfTheWindowAreAllowed() {
        assertThat(LatenessRule.admits(START.plusSeconds(300), START)).isTrue();
        assertThat(LatenessRule.admits(START.plusSeconds(300).plusNanos(1), START))
                .isFalse();
        assertThat(LatenessRule.admits(START, START.plus(LatenessRule.MOST_BEHIND)))
                .isTrue();
        assertThat(LatenessRule.admits(START.minusNanos(1), START.plus(LatenessRule.MOST_BEHIND)))
                .isFalse();
    }

    private static UsageFact event(String id, long quantity) {
        return new UsageFact("app", id, "newsletter", START, START.plusSeconds(2), quantity, null);
    }
}
