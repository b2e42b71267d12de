package io.enterprisemode.billing.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.billing.BillingInterval;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a plan costs and offers; it never changes, a change of the plan is another version.
 *
 * @param code such as {@code professional}
 * @param version from 1
 * @param prices at least one, of different currencies; the first is that of subscriptions that name none
 * @param workspaceLimit null: unlimited
 * @param memberLimit null: unlimited
 * @param allowances by meter, in the order of the catalogue
 * @param features by name: a boolean, or another JSON value
 * @param cancellationCredit of which prices the rest is credited after a cancellation
 */
public record PlanVersion(
        String code,
        int version,
        String name,
        List<PlanPrice> prices,
        @Nullable Integer workspaceLimit,
        @Nullable Integer memberLimit,
        List<Allowance> allowances,
        Map<String, JsonNode> features,
        CancellationCredit cancellationCredit) {

    /** One that credits monthly prices. */
    public PlanVersion(
            String code,
            int version,
            String name,
            List<PlanPrice> prices,
            @Nullable Integer workspaceLimit,
            @Nullable Integer memberLimit,
            List<Allowance> allowances,
            Map<String, JsonNode> features) {
        this(
                code,
                version,
                name,
                prices,
                workspaceLimit,
                memberLimit,
                allowances,
                features,
                CancellationCredit.MONTHLY);
    }

    public PlanVersion {
        prices = List.copyOf(prices);
        allowances = List.copyOf(allowances);
        features = Map.copyOf(features);
        Require.that(!prices.isEmpty(), "a version without a price: " + code + " " + version);
    }

    /** The currency of subscriptions that name none, ISO 4217. */
    public String currency() {
        return prices.getFirst().currency();
    }

    /** The price of one interval in minor units, in {@link #currency}. */
    public long priceMinor(BillingInterval interval) {
        return prices.getFirst().of(interval);
    }

    /** What it costs in a currency; empty: it has no price in it. */
    public Optional<PlanPrice> price(String currency) {
        return prices.stream()
                .filter(price -> price.currency().equals(currency))
                .findFirst();
    }

    /** What this version says of a meter; empty when it neither includes nor limits it. */
    public Optional<Allowance> allowance(String meter) {
        return allowances.stream()
                .filter(allowance -> allowance.meter().equals(meter))
                .findFirst();
    }

    /** The same content under another number. */
    PlanVersion numbered(int other) {
        return new PlanVersion(
                code, other, name, prices, workspaceLimit, memberLimit, allowances, features, cancellationCredit);
    }
}
