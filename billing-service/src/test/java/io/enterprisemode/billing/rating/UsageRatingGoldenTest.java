package io.enterprisemode.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.plan.Fraction;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases by the oracle, which computes from the events alone; that the code that bills does the same is held by
 * {@code BilledRatingTest}.
 */
class UsageRatingGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("rating");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ratingIsAsExpected(GoldenCase golden) {
        JsonNode input = golden.input();

        UsageIntake intake = UsageIntake.of(events(input));
        RatingOracle rating = RatingOracle.of(
                Aggregation.valueOf(input.path("aggregation").asText()),
                input.path("currency").asText(),
                instant(input.path("closedAt")),
                parts(input),
                intake.accepted());

        assertThat(GoldenCases.tree(Map.of(
                        "results",
                                intake.outcomes().stream()
                                        .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
                                        .toList(),
                        "parts", rating.parts(),
                        "amountMinor", rating.amountMinor(),
                        "adjustmentMinor", rating.adjustmentMinor())))
                .isEqualTo(golden.expected());
    }

    private static List<UsageFact> events(JsonNode input) {
        List<UsageFact> events = new ArrayList<>();
        input.path("events")
                .forEach(event -> events.add(new UsageFact(
                        event.path("source").asText(),
                        event.path("id").asText(),
                        event.path("subject").asText(),
                        instant(event.path("time")),
                        instant(event.path("receivedAt")),
                        event.path("quantity").longValue(),
                        event.path("value").textValue())));
        return events;
    }

    private static List<RatedPart> parts(JsonNode input) {
        List<RatedPart> parts = new ArrayList<>();
        input.path("parts")
                .forEach(part -> parts.add(new RatedPart(
                        instant(part.path("start")),
                        instant(part.path("end")),
                        part.path("included").longValue(),
                        new BigDecimal(part.path("unitPrice").asText()),
                        part.path("prorate").isObject()
                                ? new Fraction(
                                        part.path("prorate").path("numerator").longValue(),
                                        part.path("prorate").path("denominator").longValue())
                                : null)));
        return parts;
    }

    private static Instant instant(JsonNode node) {
        return Instant.parse(node.asText());
    }
}
