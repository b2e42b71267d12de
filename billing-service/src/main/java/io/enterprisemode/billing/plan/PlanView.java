package io.enterprisemode.billing.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.rating.OveragePrice;
import io.enterprisemode.billing.rating.PriceModel;
import io.enterprisemode.billing.rating.PriceTier;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A plan as it is shown: its newest version, or the one that was asked for.
 *
 * @param monthlyPrice in the first of its currencies
 * @param yearlyPrice in the first of its currencies
 * @param prices in all of them
 * @param workspaceLimit left out: unlimited
 * @param memberLimit left out: unlimited
 * @param features by name: a boolean, or another JSON value
 * @param cancellationCredit of which prices the rest is credited after a cancellation
 * @param retired whether the plan is not offered any more; subscriptions that have it keep it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Plan")
record PlanView(
        String code,
        String name,
        int version,
        Money monthlyPrice,
        Money yearlyPrice,
        List<PriceView> prices,
        @Nullable Integer workspaceLimit,
        @Nullable Integer memberLimit,
        List<AllowanceView> meters,

        @Schema(type = SchemaType.OBJECT, implementation = Object.class, additionalProperties = Schema.True.class)
        Map<String, JsonNode> features,

        CancellationCredit cancellationCredit,
        boolean retired) {

    /**
     * What the version costs in a currency.
     *
     * @param monthlyMinor in minor units
     * @param yearlyMinor in minor units
     */
    @Schema(name = "PlanPrice")
    record PriceView(String currency, long monthlyMinor, long yearlyMinor) {

        static PriceView of(PlanPrice price) {
            return new PriceView(price.currency(), price.monthlyMinor(), price.yearlyMinor());
        }
    }

    /**
     * What the plan says of a meter.
     *
     * @param included per month
     * @param unitPrice decimal number in major units of the first currency, of one unit beyond; only with OVERAGE that
     *     costs the same for each unit
     * @param cap per month, beyond which even OVERAGE refuses; left out: none
     * @param overage with OVERAGE: the price of what is beyond, in each currency
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Allowance")
    record AllowanceView(
            String meter,
            long included,
            @Nullable String unitPrice,
            LimitBehaviour behaviour,
            int softLimitPercent,
            @Nullable Long cap,
            List<OverageView> overage) {

        static AllowanceView of(PlanVersion version, Allowance allowance) {
            return new AllowanceView(
                    allowance.meter(),
                    allowance.included(),
                    allowance
                            .price(version.currency())
                            .map(price -> price instanceof OveragePrice.PerUnit each
                                    ? each.unitPrice().toPlainString()
                                    : null)
                            .orElse(null),
                    allowance.behaviour(),
                    allowance.softLimitPercent(),
                    allowance.cap(),
                    version.prices().stream()
                            .map(PlanPrice::currency)
                            .flatMap(currency ->
                                    allowance.price(currency).stream().map(price -> OverageView.of(currency, price)))
                            .toList());
        }
    }

    /**
     * What usage beyond the included quantity costs in a currency: decimal numbers in major units.
     *
     * @param unitPrice with PER_UNIT
     * @param tiers with GRADUATED and VOLUME
     * @param packageSize with PACKAGE
     * @param packagePrice with PACKAGE
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "OveragePrice",
            requiredProperties = {"currency", "model"})
    record OverageView(
            String currency,
            PriceModel model,
            @Nullable String unitPrice,
            @Nullable List<TierView> tiers,
            @Nullable Long packageSize,
            @Nullable String packagePrice) {

        static OverageView of(String currency, OveragePrice price) {
            PriceModel model = price.model();
            return switch (price) {
                case OveragePrice.PerUnit each ->
                    new OverageView(currency, model, each.unitPrice().toPlainString(), null, null, null);
                case OveragePrice.Graduated graduated -> tiered(currency, model, graduated.tiers());
                case OveragePrice.Volume volume -> tiered(currency, model, volume.tiers());
                case OveragePrice.Packaged packaged ->
                    new OverageView(
                            currency,
                            model,
                            null,
                            null,
                            packaged.size(),
                            packaged.packagePrice().toPlainString());
            };
        }

        private static OverageView tiered(String currency, PriceModel model, List<PriceTier> tiers) {
            return new OverageView(
                    currency, model, null, tiers.stream().map(TierView::of).toList(), null, null);
        }
    }

    /**
     * Units with one price.
     *
     * @param upTo the last unit of the tier, counted from 1 over all tiers; left out: no end
     * @param flat charged once when a unit falls into the tier; left out: nothing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "PriceTier",
            requiredProperties = {"unitPrice"})
    record TierView(
            @Nullable Long upTo, String unitPrice, @Nullable String flat) {

        static TierView of(PriceTier tier) {
            BigDecimal flat = tier.flat();
            return new TierView(
                    tier.upTo(), tier.unitPrice().toPlainString(), flat == null ? null : flat.toPlainString());
        }
    }

    static PlanView of(PlanVersion version, Catalogue catalogue) {
        PlanPrice first = version.prices().getFirst();
        return new PlanView(
                version.code(),
                version.name(),
                version.version(),
                new Money(first.monthlyMinor(), first.currency()),
                new Money(first.yearlyMinor(), first.currency()),
                version.prices().stream().map(PriceView::of).toList(),
                version.workspaceLimit(),
                version.memberLimit(),
                version.allowances().stream()
                        .map(allowance -> AllowanceView.of(version, allowance))
                        .toList(),
                new TreeMap<>(version.features()),
                version.cancellationCredit(),
                catalogue.isRetired(version.code()));
    }
}
