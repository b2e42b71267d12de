package io.enterprisemode.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class WaitLimitTest {

    private static final UUID ACME = new UUID(0, 1);
    private static final UUID GLOBEX = new UUID(0, 2);

    private final WaitLimit limit = new WaitLimit(new ViewWaits.Bounds(10, 6));

    @Test
    void noOneTakesMoreThanTheirShareAndAllTogetherNoMoreThanThereIs() {
        assertThat(limit.enter(ACME, 4)).isTrue();
        assertThat(limit.enter(ACME, 3)).isFalse();
        assertThat(limit.enter(ACME, 2)).isTrue();
        assertThat(limit.enter(GLOBEX, 5)).isFalse();
        assertThat(limit.enter(GLOBEX, 4)).isTrue();
        assertThat(limit.size()).isEqualTo(10);
    }

    @Test
    void whatLeavesMakesRoom() {
        assertThat(limit.enter(ACME, 6)).isTrue();
        limit.leave(ACME, 4);
        assertThat(limit.enter(ACME, 4)).isTrue();
        limit.leave(ACME, 6);
        assertThat(limit.size()).isZero();
    }

    @Test
    void whereNothingWaitsThereIsAlwaysRoom() {
        assertThat(limit.enter(ACME, 20)).isTrue();
        assertThat(limit.enter(GLOBEX, 1)).isFalse();
        limit.leave(ACME, 20);
        assertThat(limit.enter(GLOBEX, 1)).isTrue();
    }
}
