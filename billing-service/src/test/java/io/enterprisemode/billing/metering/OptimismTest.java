package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OptimismTest {

    private final Optimism optimism = new Optimism(4);

    private int letGoBy() {
        int letGoBy = 0;
        while (!optimism.isWorthTrying()) {
            letGoBy++;
        }
        return letGoBy;
    }

    @Test
    void itIsWorthTryingAsLongAsItWorksOut() {
        for (int i = 0; i < 3; i++) {
            assertThat(letGoBy()).isZero();
            optimism.workedOut();
        }
    }

    @Test
    void eachFailureLetsMoreChancesGoByUpToABound() {
        for (int expected : new int[] {1, 2, 4, 4}) {
            optimism.failed();
            assertThat(letGoBy()).isEqualTo(expected);
        }
    }

    @Test
    void oneSuccessRestoresIt() {
        optimism.failed();
        optimism.failed();
        assertThat(letGoBy()).isEqualTo(2);

        optimism.workedOut();

        assertThat(letGoBy()).isZero();
        optimism.failed();
        assertThat(letGoBy()).isEqualTo(1);
    }
}
