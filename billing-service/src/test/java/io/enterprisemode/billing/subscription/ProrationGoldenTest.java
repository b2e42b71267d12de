package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProrationGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("proration");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void prorationIsAsExpected(GoldenCase golden) {
        JsonNode input = golden.input();
        List<PlanChange> changes = new ArrayList<>();
        input.path("changes")
                .forEach(change -> changes.add(new PlanChange(
                        Instant.parse(change.path("at").asText()),
                        change.path("priceMinor").longValue())));

        Proration proration = Proration.of(
                Instant.parse(input.path("periodStart").asText()),
                Instant.parse(input.path("periodEnd").asText()),
                input.path("priceMinor").longValue(),
                changes);

        assertThat(GoldenCases.tree(Map.of(
                        "periodSeconds", proration.periodSeconds(),
                        "lines", proration.lines(),
                        "netMinor", proration.netMinor(),
                        "netDecimal",
                                MinorUnits.decimal(
                                        proration.netMinor(),
                                        input.path("currency").asText()),
                        "periodTotalMinor", proration.periodTotalMinor())))
                .isEqualTo(golden.expected());
    }
}
