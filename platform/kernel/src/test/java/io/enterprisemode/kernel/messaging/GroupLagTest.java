package io.enterprisemode.kernel.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupLagTest {

    @Test
    void allPartitionsCountWhoeverReadsThem() {
        assertThat(GroupLag.of(Map.of(0, 100L, 1, 50L), Map.of(0, 100L, 1, 43L), Map.of(0, 0L, 1, 0L)))
                .isEqualTo(7);
    }

    @Test
    void aPartitionThatWasNeverReadCountsFromItsBeginning() {
        assertThat(GroupLag.of(Map.of(0, 100L), Map.of(), Map.of(0, 60L))).isEqualTo(40);
    }

    @Test
    void whatWasDeletedDoesNotWait() {
        assertThat(GroupLag.of(Map.of(0, 100L), Map.of(0, 10L), Map.of(0, 90L))).isEqualTo(10);
    }

    @Test
    void aPositionBeyondAnEndThatWasAskedForBeforeIsNoLag() {
        assertThat(GroupLag.of(Map.of(0, 100L), Map.of(0, 101L), Map.of(0, 0L))).isZero();
    }
}
