package io.enterprisemode.billing.reservation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReservationStateTest {

    @ParameterizedTest
    @EnumSource
    void onlyWhatIsHeldChanges(ReservationState next) {
        assertThat(ReservationState.HELD.mayBecome(next)).isEqualTo(next != ReservationState.HELD);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HELD")
    void whatIsSettledStays(ReservationState settled) {
        for (ReservationState next : ReservationState.values()) {
            assertThat(settled.mayBecome(next)).isFalse();
        }
    }
}
