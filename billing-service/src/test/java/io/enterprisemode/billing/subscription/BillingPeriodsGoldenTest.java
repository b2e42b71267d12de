package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BillingPeriodsGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("periods");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void periodsAreAsExpected(GoldenCase golden) {
        JsonNode input = golden.input();
        Instant anchor = instant(input.path("anchor"));
        BillingInterval interval =
                BillingInterval.valueOf(input.path("interval").asText().toUpperCase(Locale.ROOT));

        BillingPeriod period =
                switch (golden.op()) {
                    case "period" ->
                        BillingPeriods.period(anchor, interval, input.path("n").longValue());
                    case "containing" ->
                        BillingPeriods.containing(anchor, interval, instant(input.path("at")))
                                .orElse(null);
                    default -> throw new IllegalArgumentException(golden.op());
                };

        JsonNode expected = golden.expected();
        if (expected.isNull()) {
            assertThat(period).isNull();
        } else {
            long n = expected.path("n").asLong(input.path("n").longValue());
            assertThat(period)
                    .isEqualTo(new BillingPeriod(n, instant(expected.path("start")), instant(expected.path("end"))));
        }
    }

    private static Instant instant(JsonNode node) {
        return Instant.parse(node.asText());
    }
}
