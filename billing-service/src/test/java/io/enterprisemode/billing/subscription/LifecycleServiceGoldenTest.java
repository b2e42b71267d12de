package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import io.enterprisemode.testkit.embedded.WithSuite;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The life of subscriptions as the service carries it out: operations, usage through the writer, what is due by the
 * billing cycle, and documents and ledger as they are stored.
 */
@QuarkusTest
@WithSuite("billing")
@TestProfile(StoredLife.OwnClock.class)
class LifecycleServiceGoldenTest {

    @Inject
    StoredLife.Services services;

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("lifecycle");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsStoredIsAsExpected(GoldenCase golden) throws Throwable {
        try (StoredLife life = new StoredLife(services, golden.input())) {
            life.run();

            assertThat(life.shown()).isEqualTo(golden.expected());
        }
    }
}
