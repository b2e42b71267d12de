package io.enterprisemode.billing.invoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of a subscription by the rules that bill, with everything else in memory. */
class LifecycleGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("lifecycle");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void documentsAreAsExpected(GoldenCase golden) {
        LifecycleWorld world = new LifecycleWorld(golden.input());

        world.run(golden.input());

        assertThat(GoldenCases.tree(world.shown())).isEqualTo(golden.expected());
    }
}
