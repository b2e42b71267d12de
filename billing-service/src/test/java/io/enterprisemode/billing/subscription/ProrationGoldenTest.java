package io.enterprisemode.billing.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.money.MinorUnits;
import io.enterprisemode.contracts.billing.LineKind;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines with which a change of plan is charged. */
class ProrationGoldenTest {

    private static final PlanKey PLAN = new PlanKey("any", 1);

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("proration");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void prorationIsAsExpected(GoldenCase golden) {
        JsonNode input = golden.input();
        BillingPeriod period =
                new BillingPeriod(0, instant(input.path("periodStart")), instant(input.path("periodEnd")));
        long price = input.path("priceMinor").longValue();
        long invoiced = price;
        long net = 0;
        List<Line> lines = new ArrayList<>();
        for (JsonNode change : input.path("changes")) {
            Instant at = instant(change.path("at"));
            PriceLine credit = PriceLine.rest(0, LineKind.CREDIT, PLAN, at, period, price);
            price = change.path("priceMinor").longValue();
            PriceLine charge = PriceLine.rest(1, LineKind.SUBSCRIPTION, PLAN, at, period, price);
            Line line = new Line(
                    credit.seconds(),
                    invoiced,
                    -credit.amountMinor(),
                    invoiced + credit.amountMinor(),
                    charge.amountMinor(),
                    charge.amountMinor() + credit.amountMinor());
            lines.add(line);
            invoiced = charge.amountMinor();
            net += line.netMinor();
        }

        assertThat(GoldenCases.tree(Map.of(
                        "periodSeconds",
                        Duration.between(period.start(), period.end()).toSeconds(),
                        "lines",
                        lines,
                        "netMinor",
                        net,
                        "netDecimal",
                        MinorUnits.decimal(net, input.path("currency").asText()),
                        "periodTotalMinor",
                        input.path("priceMinor").longValue() + net)))
                .isEqualTo(golden.expected());
    }

    /** A change, as a case shows it. */
    private record Line(
            long remainingSeconds,
            long amountMinor,
            long creditMinor,
            long usedMinor,
            long chargeMinor,
            long netMinor) {}

    private static Instant instant(JsonNode node) {
        return Instant.parse(node.asText());
    }
}
