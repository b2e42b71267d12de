package io.enterprisemode.billing.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.UnitPrices;
import io.enterprisemode.billing.metering.UsageAccumulator.Counter;
import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.billing.plan.Allowance;
import io.enterprisemode.billing.plan.Meter;
import io.enterprisemode.billing.plan.UsageLimit;
import io.enterprisemode.contracts.billing.Aggregation;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import io.enterprisemode.contracts.billing.LimitThreshold;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is let in and what is said of limits, by the rule that writers run. */
class LimitsGoldenTest {

    private static final UUID WORKSPACE = new UUID(0, 1);

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("limits");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsLetInAndSaidIsAsExpected(GoldenCase golden) {
        JsonNode input = golden.input();
        Aggregation aggregation = Aggregation.valueOf(input.path("aggregation").asText());
        Meter meter = new Meter((short) 9, "things", "Things", "thing", aggregation, null);
        UsageAccumulator accumulator = new UsageAccumulator(false);
        List<Counter> counters = new ArrayList<>();
        for (JsonNode part : input.path("parts")) {
            Counter counter = new Counter(
                    meter,
                    new CounterKey(meter.id(), instant(part.path("start"))),
                    instant(part.path("end")),
                    UsageLimit.of(allowance(part), 1, aggregation, fraction(input, part, input.path("periodEnd"))),
                    UsageLimit.share(allowance(part), 1, aggregation, fraction(input, part, part.path("end"))),
                    Long.MAX_VALUE,
                    false);
            counters.add(counter);
            accumulator.put(counter);
        }
        accumulator.join(counters);

        int number = 0;
        for (JsonNode event : input.path("events")) {
            Instant time = instant(event.path("time"));
            Counter counter = counters.stream()
                    .filter(each -> !time.isBefore(each.key.periodStart()) && time.isBefore(each.periodEnd))
                    .findFirst()
                    .orElseThrow();
            int saidBefore = accumulator.notices().size();
            UsageAccumulator.Decision decision = accumulator.count(event(meter, time, event, number), counter.key);
            JsonNode expected = golden.expected().path("results").path(number);

            assertThat(decision instanceof UsageAccumulator.Decision.Counted ? "accepted" : "blocked")
                    .as("status of event %d", number)
                    .isEqualTo(expected.path("status").asText());
            assertThat(counter.used)
                    .as("used after event %d", number)
                    .isEqualTo(expected.path("used").longValue());
            UsageLimit limit = Objects.requireNonNull(counter.limit());
            assertThat(limit.included()).isEqualTo(expected.path("limit").longValue());
            assertThat(limit.others().carry())
                    .as("carried after event %d", number)
                    .isEqualTo(expected.path("carry").longValue());
            assertThat(said(accumulator, saidBefore))
                    .as("said by event %d", number)
                    .isEqualTo(StreamSupport.stream(expected.path("crossed").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList());
            number++;
        }
    }

    private static Allowance allowance(JsonNode part) {
        LimitBehaviour behaviour = LimitBehaviour.valueOf(part.path("behaviour").asText());
        return new Allowance(
                "things",
                part.path("included").longValue(),
                behaviour,
                part.path("softPercent").intValue(),
                part.path("cap").isNull() ? null : part.path("cap").longValue(),
                UnitPrices.of("USD", behaviour == LimitBehaviour.OVERAGE ? BigDecimal.ONE : null));
    }

    /** Of the part's start to an instant. */
    private static Fraction fraction(JsonNode input, JsonNode part, JsonNode until) {
        return Fraction.of(
                instant(part.path("start")),
                instant(until),
                instant(input.path("periodStart")),
                instant(input.path("periodEnd")));
    }

    private static UsageEvent event(Meter meter, Instant time, JsonNode event, int number) {
        return new UsageEvent(
                new UUID(1, number),
                "/golden",
                String.valueOf(number),
                meter,
                WORKSPACE,
                time,
                event.path("quantity").asLong(1),
                null,
                event.has("value") ? UsageKeys.value(event.path("value").asText()) : null);
    }

    /** A cap that is reached is said besides; the cases do not ask for it. */
    private static List<String> said(UsageAccumulator accumulator, int from) {
        return accumulator.notices().stream()
                .skip(from)
                .map(notice -> switch (notice) {
                    case UsageAccumulator.ThresholdReached reached ->
                        reached.threshold().name();
                    case UsageAccumulator.LimitRefusal refusal -> "REFUSED";
                })
                .filter(said -> !said.equals(LimitThreshold.CAP.name()))
                .toList();
    }

    private static Instant instant(JsonNode node) {
        return Instant.parse(node.asText());
    }
}
