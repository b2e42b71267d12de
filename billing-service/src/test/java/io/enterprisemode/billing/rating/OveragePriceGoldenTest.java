package io.enterprisemode.billing.rating;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.money.Fraction;
import io.enterprisemode.testkit.cases.GoldenCase;
import io.enterprisemode.testkit.cases.GoldenCases;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OveragePriceGoldenTest {

    static Stream<GoldenCase> cases() {
        return GoldenCases.of("tiers");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void priceIsAsExpected(GoldenCase golden) {
        JsonNode input = golden.input();
        long included = input.path("included").longValue();
        OveragePrice price = price(input);
        JsonNode prorate = input.path("prorate");
        Fraction share = prorate.isObject()
                ? new Fraction(
                        prorate.path("numerator").longValue(),
                        prorate.path("denominator").longValue())
                : Fraction.WHOLE;

        UsageRating.Rated rated = UsageRating.level(
                        List.of(new UsageRating.Part(included, price, share)),
                        List.of(input.path("quantity").longValue()))
                .rounded(input.path("currency").asText());

        assertThat(GoldenCases.tree(Map.of(
                        "billable",
                        rated.charged(),
                        "steps",
                        price.steps(rated.charged()).stream()
                                .map(OveragePriceGoldenTest::shown)
                                .toList(),
                        "amountMinor",
                        rated.amountMinor())))
                .isEqualTo(golden.expected());
    }

    private static Map<String, @Nullable Object> shown(PriceStep step) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        shown.put("quantity", step.quantity());
        shown.put("unitPrice", step.unitPrice().toPlainString());
        BigDecimal flat = step.flat();
        shown.put("flat", flat == null ? null : flat.toPlainString());
        return shown;
    }

    private static OveragePrice price(JsonNode input) {
        return switch (input.path("model").asText()) {
            case "PER_UNIT" ->
                new OveragePrice.PerUnit(new BigDecimal(input.path("unitPrice").asText()));
            case "GRADUATED" -> new OveragePrice.Graduated(tiers(input));
            case "VOLUME" -> new OveragePrice.Volume(tiers(input));
            case "PACKAGE" ->
                new OveragePrice.Packaged(
                        input.path("packageSize").longValue(),
                        new BigDecimal(input.path("packagePrice").asText()));
            default -> throw new IllegalArgumentException(input.path("model").asText());
        };
    }

    private static List<PriceTier> tiers(JsonNode input) {
        List<PriceTier> tiers = new ArrayList<>();
        input.path("tiers")
                .forEach(tier -> tiers.add(new PriceTier(
                        tier.path("upTo").isNull() ? null : tier.path("upTo").longValue(),
                        new BigDecimal(tier.path("unitPrice").asText()),
                        tier.path("flat").isNull()
                                ? null
                                : new BigDecimal(tier.path("flat").asText()))));
        return tiers;
    }
}
