package io.enterprisemode.billing.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.billing.rating.PriceModel;
import io.enterprisemode.billing.rating.PriceTier;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A version of a plan. {@link PlanVersionRules} says what is missing and what does not fit together, all at once; the
 * constraints here are for the API's document.
 *
 * @param name of the plan; needed for a new one, and never changed
 * @param position in the order in which plans are shown; left out: behind the others
 * @param version the number that it is to have: the next one, or one that is there with the same content; left out: the
 *     next, unless the newest has the same content
 * @param prices by currency; the first is that of subscriptions that name none
 * @param workspaceLimit left out: unlimited
 * @param memberLimit left out: unlimited
 * @param meters those that the version includes or limits; all others are counted only
 * @param features by name: a boolean, or another JSON value of at most 2,000 characters
 * @param cancellationCredit of which prices the rest is credited after a cancellation; left out: MONTHLY
 */
@Schema(
        examples = """
                {"name": "Team", "prices": [{"currency": "USD", "monthlyMinor": 4900, "yearlyMinor": 49000},
                                            {"currency": "EUR", "monthlyMinor": 4500, "yearlyMinor": 45000}],
                 "workspaceLimit": 10, "memberLimit": 20,
                 "meters": [{"meter": "emails", "included": 50000, "behaviour": "OVERAGE", "cap": 5000000,
                             "overage": [{"currency": "USD", "model": "GRADUATED",
                                          "tiers": [{"upTo": 100000, "unitPrice": "0.0010"},
                                                    {"unitPrice": "0.0008"}]},
                                         {"currency": "EUR", "model": "PER_UNIT", "unitPrice": "0.0009"}]}],
                 "features": {"sso": true, "support": "24h"}}""",
        requiredProperties = {"prices"})
record PublishPlanVersionRequest(
        @Schema(nullable = true, maxLength = PlanVersionRules.LONGEST_NAME) @Nullable
        String name,

        @Schema(nullable = true, minimum = "1", maximum = "10000") @Nullable
        Integer position,

        @Schema(nullable = true, minimum = "1") @Nullable Integer version,

        @NotNull @Schema(minItems = 1, maxItems = PlanVersionRules.MOST_PRICES)
        List<@Nullable Price> prices,

        @Schema(nullable = true, minimum = "1", maximum = "1000000") @Nullable
        Integer workspaceLimit,

        @Schema(nullable = true, minimum = "1", maximum = "1000000") @Nullable
        Integer memberLimit,

        @Schema(nullable = true, maxItems = PlanVersionRules.MOST_METERS) @Nullable
        List<@Nullable MeterTerms> meters,

        @Schema(
                type = SchemaType.OBJECT,
                implementation = Object.class,
                nullable = true,
                additionalProperties = Schema.True.class)
        @Nullable
        Map<String, @Nullable JsonNode> features,

        @Schema(nullable = true) @Nullable CancellationCredit cancellationCredit) {

    private static final int DEFAULT_SOFT_LIMIT_PERCENT = 80;

    /**
     * What the version costs in a currency.
     *
     * @param currency ISO 4217
     * @param monthlyMinor in minor units
     * @param yearlyMinor in minor units
     */
    @Schema(
            name = "PublishedPrice",
            requiredProperties = {"currency", "monthlyMinor", "yearlyMinor"})
    record Price(
            @NotNull String currency,

            @NotNull @Schema(minimum = "0", maximum = "10000000000000")
            Long monthlyMinor,

            @NotNull @Schema(minimum = "0", maximum = "10000000000000")
            Long yearlyMinor) {

        private PlanPrice price() {
            return new PlanPrice(currency, monthlyMinor, yearlyMinor);
        }
    }

    /**
     * What the version says of a meter.
     *
     * @param meter its code
     * @param included per month
     * @param behaviour what happens at the included quantity
     * @param softLimitPercent of the included quantity; left out: 80
     * @param cap per month, beyond which even OVERAGE refuses; left out: none
     * @param overage with OVERAGE: the price of what is beyond the included quantity, in every currency of the version
     */
    @Schema(
            name = "PublishedAllowance",
            requiredProperties = {"meter", "included", "behaviour"})
    record MeterTerms(
            @NotNull String meter,

            @NotNull @Schema(minimum = "0", maximum = "1000000000000000")
            Long included,

            @NotNull LimitBehaviour behaviour,

            @Schema(nullable = true, minimum = "1", maximum = "100") @Nullable
            Integer softLimitPercent,

            @Schema(nullable = true, minimum = "0", maximum = "1000000000000000") @Nullable
            Long cap,

            @Schema(nullable = true) @Nullable List<@Nullable Overage> overage) {

        List<@Nullable Overage> overages() {
            return overage == null ? List.of() : overage;
        }

        private Allowance allowance() {
            Map<String, OveragePrice> byCurrency = new HashMap<>();
            for (Overage each : overages()) {
                Overage price = Objects.requireNonNull(each);
                byCurrency.put(price.currency, price.price());
            }
            return new Allowance(
                    meter,
                    included,
                    behaviour,
                    softLimitPercent == null ? DEFAULT_SOFT_LIMIT_PERCENT : softLimitPercent,
                    cap,
                    byCurrency);
        }
    }

    /**
     * What usage beyond the included quantity costs in a currency. Prices are decimal numbers in major units, with at
     * most 12 decimals.
     *
     * @param currency one of the version
     * @param unitPrice exactly with PER_UNIT
     * @param tiers exactly with GRADUATED and VOLUME
     * @param packageSize exactly with PACKAGE
     * @param packagePrice exactly with PACKAGE
     */
    @Schema(
            name = "PublishedOveragePrice",
            requiredProperties = {"currency", "model"})
    record Overage(
            @NotNull String currency,
            @NotNull PriceModel model,

            @Schema(nullable = true, pattern = PlanVersionRules.AMOUNT) @Nullable
            String unitPrice,

            @Schema(nullable = true, minItems = 1, maxItems = PlanVersionRules.MOST_TIERS) @Nullable
            List<@Nullable Tier> tiers,

            @Schema(nullable = true, minimum = "1", maximum = "1000000000000000") @Nullable
            Long packageSize,

            @Schema(nullable = true, pattern = PlanVersionRules.AMOUNT) @Nullable
            String packagePrice) {

        private OveragePrice price() {
            return switch (model) {
                case PER_UNIT -> new OveragePrice.PerUnit(new BigDecimal(Objects.requireNonNull(unitPrice)));
                case GRADUATED -> new OveragePrice.Graduated(priceTiers());
                case VOLUME -> new OveragePrice.Volume(priceTiers());
                case PACKAGE ->
                    new OveragePrice.Packaged(
                            Objects.requireNonNull(packageSize), new BigDecimal(Objects.requireNonNull(packagePrice)));
            };
        }

        private List<PriceTier> priceTiers() {
            return Objects.requireNonNull(tiers).stream()
                    .map(tier -> Objects.requireNonNull(tier).priceTier())
                    .toList();
        }
    }

    /**
     * Units with one price.
     *
     * @param upTo the last unit of the tier, counted from 1 over all tiers; left out of the last one, which has no end
     * @param flat charged once when a unit falls into the tier; left out: nothing
     */
    @Schema(
            name = "PublishedPriceTier",
            requiredProperties = {"unitPrice"})
    record Tier(
            @Schema(nullable = true, minimum = "1", maximum = "1000000000000000") @Nullable
            Long upTo,

            @NotNull @Schema(pattern = PlanVersionRules.AMOUNT)
            String unitPrice,

            @Schema(nullable = true, pattern = PlanVersionRules.AMOUNT) @Nullable
            String flat) {

        private PriceTier priceTier() {
            return new PriceTier(upTo, new BigDecimal(unitPrice), flat == null ? null : new BigDecimal(flat));
        }
    }

    /**
     * The version that is asked for, which has no errors.
     *
     * @param number that it gets
     * @param planName of the plan
     */
    PlanVersion version(String code, int number, String planName, Catalogue catalogue) {
        return new PlanVersion(
                code,
                number,
                planName,
                prices.stream()
                        .map(price -> Objects.requireNonNull(price).price())
                        .toList(),
                workspaceLimit,
                memberLimit,
                (meters == null ? List.<MeterTerms>of() : meters)
                        .stream()
                                .map(terms -> Objects.requireNonNull(terms).allowance())
                                .sorted(Comparator.comparingInt(allowance -> catalogue
                                        .meter(allowance.meter())
                                        .orElseThrow()
                                        .id()))
                                .toList(),
                canonicalFeatures(),
                cancellationCredit == null ? CancellationCredit.MONTHLY : cancellationCredit);
    }

    private Map<String, JsonNode> canonicalFeatures() {
        Map<String, JsonNode> canonical = new LinkedHashMap<>();
        if (features != null) {
            features.forEach(
                    (name, value) -> canonical.put(name, FeatureValue.canonical(Objects.requireNonNull(value))));
        }
        return canonical;
    }
}
