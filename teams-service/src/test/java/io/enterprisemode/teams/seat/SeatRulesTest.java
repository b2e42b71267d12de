package io.enterprisemode.teams.seat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeatRulesTest {

    @Test
    void anInvitationHoldsTheSeatOfWhoeverIsInvitedByWhicheverDoorOthersCome() {
        SeatRules.Seats stranger = new SeatRules.Seats(2, 1, false, false);
        SeatRules.Seats guest = new SeatRules.Seats(2, 1, false, true);

        assertThat(SeatRules.mayJoin(3, stranger)).isFalse();
        assertThat(SeatRules.mayJoin(4, stranger)).isTrue();
        assertThat(SeatRules.mayJoin(3, guest)).isTrue();
        assertThat(SeatRules.mayJoin(2, guest)).isFalse();
        assertThat(SeatRules.mayJoin(2, new SeatRules.Seats(5, 0, true, false))).isTrue();
        assertThat(SeatRules.mayJoin(null, stranger)).isTrue();
        assertThat(SeatRules.mayBeInvited(3, stranger)).isFalse();
        assertThat(SeatRules.mayBeInvited(1, guest)).isTrue();
        assertThat(SeatRules.mayBeInvited(1, new SeatRules.Seats(5, 0, true, false)))
                .isTrue();
    }

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
