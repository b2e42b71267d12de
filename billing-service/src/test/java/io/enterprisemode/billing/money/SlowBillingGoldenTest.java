package io.enterprisemode.billing.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The model that the service is compared with does what the golden cases say. */
class SlowBillingGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("lifecycle");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theModelIsAsExpected(GoldenCase golden) {
        SlowBilling billing = new SlowBilling(SlowBillingCase.input(golden.input()));

        assertThat(SlowBillingCase.expected(billing)).isEqualTo(golden.expected());
    }
}
