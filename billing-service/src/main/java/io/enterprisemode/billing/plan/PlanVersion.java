package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.billing.BillingInterval;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a plan costs and offers; it never changes, a change of the plan is another version.
 *
 * @param code such as {@code professional}
 * @param version from 1
 * @param currency ISO 4217, of all prices
 * @param monthlyPriceMinor in minor units
 * @param yearlyPriceMinor in minor units
 * @param workspaceLimit null: unlimited
 * @param memberLimit null: unlimited
 * @param allowances by meter, in the order of the catalogue
 */
public record PlanVersion(
        String code,
        int version,
        String name,
        String currency,
        long monthlyPriceMinor,
        long yearlyPriceMinor,
        @Nullable Integer workspaceLimit,
        @Nullable Integer memberLimit,
        List<Allowance> allowances) {

    public PlanVersion {
        allowances = List.copyOf(allowances);
    }

    /** The price of one interval in minor units. */
    public long priceMinor(BillingInterval interval) {
        return switch (interval) {
            case MONTH -> monthlyPriceMinor;
            case YEAR -> yearlyPriceMinor;
        };
    }

    /** What this version says of a meter; empty when it neither includes nor limits it. */
    public Optional<Allowance> allowance(String meter) {
        return allowances.stream()
                .filter(allowance -> allowance.meter().equals(meter))
                .findFirst();
    }
}
