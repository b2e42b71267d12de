package io.enterprisemode.teams.seat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeatRulesTest {

    @Test
    void thereIsRoomBelowTheLimitOnly() {
        assertThat(SeatRules.hasRoom(3, 2)).isTrue();
        assertThat(SeatRules.hasRoom(3, 3)).isFalse();
        assertThat(SeatRules.hasRoom(3, 4)).isFalse();
        assertThat(SeatRules.hasRoom(0, 0)).isFalse();
    }

    @Test
    void withoutALimitThereIsAlwaysRoom() {
        assertThat(SeatRules.hasRoom(null, Long.MAX_VALUE)).isTrue();
    }
}
