package io.enterprisemode.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rule that bills, fed by the events alone; that counters in the database lead to the same is held by
 * {@code BilledRatingGoldenTest}.
 */
class UsageRatingGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("rating");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ratingIsAsExpected(GoldenCase golden) {
        JsonNode input = golden.input();
        Aggregation aggregation = Aggregation.valueOf(input.path("aggregation").asText());
        String currency = input.path("currency").asText();
        Instant closedAt = instant(input.path("closedAt"));
        List<UsageRating.Part> parts = parts(input);

        UsageIntake intake = UsageIntake.of(events(input));
        List<UsageFact> atClose = intake.accepted().stream()
                .filter(event -> event.receivedAt().isBefore(closedAt))
                .toList();
        PeriodUsage usageAtClose = UsageAggregation.of(aggregation, spans(input), atClose);
        PeriodUsage usageOfAll = UsageAggregation.of(aggregation, spans(input), intake.accepted());
        UsageRating.Rated close = UsageRating.rate(parts, usageAtClose, currency);
        UsageRating.Rated all = UsageRating.rate(parts, usageOfAll, currency);

        Map<String, Object> result = new LinkedHashMap<>();
        result.put(
                "results",
                intake.outcomes().stream()
                        .map(outcome -> outcome.name().toLowerCase(Locale.ROOT))
                        .toList());
        result.put("usage", shown(usageAtClose));
        result.put("included", included(parts, usageAtClose));
        result.put("overage", close.overage());
        result.put("charged", close.charged());
        result.put("amountMinor", close.amountMinor());
        result.put(
                "adjustment",
                Map.of(
                        "usage", shown(usageOfAll),
                        "overage", all.overage() - close.overage(),
                        "charged", all.charged() - close.charged(),
                        "amountMinor", all.amountMinor() - close.amountMinor()));
        assertThat(GoldenCases.tree(result)).isEqualTo(golden.expected());
    }

    private static Object shown(PeriodUsage usage) {
        return switch (usage) {
            case PeriodUsage.Sums sums ->
                sums.parts().stream().mapToLong(Long::longValue).sum();
            case PeriodUsage.Distinct distinct -> distinct.values();
            case PeriodUsage.Levels levels -> levels.parts();
        };
    }

    private static Object included(List<UsageRating.Part> parts, PeriodUsage usage) {
        return usage instanceof PeriodUsage.Levels
                ? parts.stream().map(UsageRating.Part::included).toList()
                : UsageRating.included(parts);
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

    private static List<UsageAggregation.Span> spans(JsonNode input) {
        List<UsageAggregation.Span> spans = new ArrayList<>();
        input.path("parts")
                .forEach(part -> spans.add(new UsageAggregation.Span(
                        instant(part.path("start")),
                        instant(part.path("end")),
                        part.path("plan").asText(),
                        part.path("unitPrice").isTextual())));
        return spans;
    }

    private static List<UsageRating.Part> parts(JsonNode input) {
        List<UsageRating.Part> parts = new ArrayList<>();
        input.path("parts")
                .forEach(part -> parts.add(new UsageRating.Part(
                        part.path("included").longValue(),
                        part.path("unitPrice").isTextual()
                                ? new OveragePrice.PerUnit(
                                        new BigDecimal(part.path("unitPrice").asText()))
                                : null,
                        part.path("prorate").isObject()
                                ? new Fraction(
                                        part.path("prorate").path("numerator").longValue(),
                                        part.path("prorate").path("denominator").longValue())
                                : Fraction.WHOLE)));
        return parts;
    }

    private static Instant instant(JsonNode node) {
        return Instant.parse(node.asText());
    }
}
