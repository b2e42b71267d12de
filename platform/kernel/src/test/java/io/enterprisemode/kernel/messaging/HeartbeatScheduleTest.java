package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeartbeatScheduleTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final HeartbeatSchedule schedule = new HeartbeatSchedule(Duration.ofMillis(500));

    @Test
    void oneIsSentAtAnInterval() {
        assertThat(schedule.isDue(NOON)).isTrue();
        schedule.sent(NOON);

        assertThat(schedule.isDue(NOON.plusMillis(499))).isFalse();
        assertThat(schedule.untilDue(NOON.plusMillis(100))).isEqualTo(Duration.ofMillis(400));
        assertThat(schedule.isDue(NOON.plusMillis(500))).isTrue();
    }

    /** The relay notes the instant of a heartbeat before it looks for events, and sends it when they are published. */
    @Test
    void oneFromBeforeTheEventsIsFollowedByAnother() {
        schedule.sent(NOON);
        schedule.published(NOON.plusMillis(520));
        schedule.sent(NOON.plusMillis(510));

        assertThat(schedule.isDue(NOON.plusMillis(619))).isFalse();
        assertThat(schedule.isDue(NOON.plusMillis(620))).isTrue();
        schedule.sent(NOON.plusMillis(620));
        assertThat(schedule.isDue(NOON.plusMillis(1_119))).isFalse();
    }

    @Test
    void oneIsSentSoonAfterEventsButNotLaterThanWithoutThem() {
        schedule.sent(NOON);
        schedule.published(NOON.plusMillis(50));
        assertThat(schedule.untilDue(NOON.plusMillis(50))).isEqualTo(Duration.ofMillis(100));

        schedule.published(NOON.plusMillis(120));
        assertThat(schedule.isDue(NOON.plusMillis(150))).isTrue();

        schedule.sent(NOON.plusMillis(150));
        schedule.published(NOON.plusMillis(640));
        assertThat(schedule.isDue(NOON.plusMillis(650))).isTrue();
    }
}
