package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ViewProgressTest {

    private static final Instant ASKED = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void aViewReachesAnInstantByAHeartbeatOfItThatWasAppliedAfterwards() {
        ViewProgress then = ViewProgress.NONE.after(ASKED.minusMillis(300));

        assertThat(then.reaches(ASKED, then)).isFalse();
        assertThat(then.after(ASKED.minusMillis(1)).reaches(ASKED, then)).isFalse();
        assertThat(then.after(ASKED).reaches(ASKED, then)).isTrue();
    }

    @Test
    void aClockThatIsAheadDoesNotMislead() {
        ViewProgress ahead = ViewProgress.NONE.after(ASKED.plusSeconds(30));

        assertThat(ahead.reaches(ASKED, ahead)).isFalse();
        assertThat(ahead.after(ASKED.plusSeconds(31)).reaches(ASKED, ahead)).isTrue();
    }

    @Test
    void aViewGoesOnWhenTwoHeartbeatsFollowWhateverTheClockSays() {
        ViewProgress behind = ViewProgress.NONE.after(ASKED.minusSeconds(90));
        ViewProgress one = behind.after(ASKED.minusSeconds(89));

        assertThat(one.hasAdvancedSince(behind)).isFalse();
        assertThat(one.after(ASKED.minusSeconds(88)).hasAdvancedSince(behind)).isTrue();
        assertThat(one.after(ASKED.minusSeconds(88)).reaches(ASKED, behind)).isFalse();
    }
}
