package io.enterprisemode.reporting.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostAllocationTest {

    @Test
    void ofEqualRemaindersTheEarlierGetsTheUnit() {
        assertThat(CostAllocation.allocate(101, List.of(1L, 1L, 1L))).containsExactly(34L, 34L, 33L);
    }

    @Test
    void whoUsedNothingPaysNothingUnlessNobodyDid() {
        assertThat(CostAllocation.allocate(7, List.of(0L, 3L, 0L))).containsExactly(0L, 7L, 0L);
        assertThat(CostAllocation.allocate(5, List.of(0L, 0L, 0L))).containsExactly(2L, 2L, 1L);
    }

    @Test
    void aCreditIsSplitLikeACharge() {
        assertThat(CostAllocation.allocate(-100, List.of(1L, 1L, 1L))).containsExactly(-34L, -33L, -33L);
        assertThat(CostAllocation.allocate(Long.MIN_VALUE, List.of(Long.MAX_VALUE)))
                .containsExactly(Long.MIN_VALUE);
    }

    @Test
    void thePartsAlwaysSumToTheTotal() {
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            long total = random.nextLong();
            List<Long> weights = random.longs(1 + random.nextInt(40), 0, Long.MAX_VALUE)
                    .boxed()
                    .toList();

            BigInteger sum = CostAllocation.allocate(total, weights).stream()
                    .map(BigInteger::valueOf)
                    .reduce(BigInteger.ZERO, BigInteger::add);

            assertThat(sum).isEqualTo(BigInteger.valueOf(total));
        }
    }

    @Test
    void nobodyToAllocateToOrANegativeWeightIsRefused() {
        assertThat(CostAllocation.allocate(0, List.of())).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> CostAllocation.allocate(1, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> CostAllocation.allocate(1, List.of(2L, -1L)));
    }
}
