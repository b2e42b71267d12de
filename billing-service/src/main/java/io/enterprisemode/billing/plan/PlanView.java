package io.enterprisemode.billing.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.contracts.billing.LimitBehaviour;
import java.math.BigDecimal;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A plan as it is shown: its newest version.
 *
 * @param workspaceLimit left out: unlimited
 * @param memberLimit left out: unlimited
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Plan")
record PlanView(
        String code,
        String name,
        int version,
        Money monthlyPrice,
        Money yearlyPrice,
        @Nullable Integer workspaceLimit,
        @Nullable Integer memberLimit,
        List<AllowanceView> meters) {

    /**
     * What the plan says of a meter.
     *
     * @param included per month
     * @param unitPrice decimal number in major units, of one unit beyond; only with OVERAGE
     * @param cap per month, beyond which even OVERAGE refuses; left out: none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Allowance")
    record AllowanceView(
            String meter,
            long included,
            @Nullable String unitPrice,
            LimitBehaviour behaviour,
            int softLimitPercent,
            @Nullable Long cap) {

        static AllowanceView of(Allowance allowance) {
            BigDecimal unitPrice = allowance.unitPrice();
            return new AllowanceView(
                    allowance.meter(),
                    allowance.included(),
                    unitPrice == null ? null : unitPrice.toPlainString(),
                    allowance.behaviour(),
                    allowance.softLimitPercent(),
                    allowance.cap());
        }
    }

    static PlanView of(PlanVersion version) {
        return new PlanView(
                version.code(),
                version.name(),
                version.version(),
                new Money(version.monthlyPriceMinor(), version.currency()),
                new Money(version.yearlyPriceMinor(), version.currency()),
                version.workspaceLimit(),
                version.memberLimit(),
                version.allowances().stream().map(AllowanceView::of).toList());
    }
}
