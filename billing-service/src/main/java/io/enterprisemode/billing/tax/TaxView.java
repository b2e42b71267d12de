package io.enterprisemode.billing.tax;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How what an organization buys is taxed.
 *
 * @param rate with RATE: decimal number from 0 to below 1
 * @param defaultRate whether the rate is that of the configuration, and changes with it
 * @param reason why no tax is charged; with EXEMPT and REVERSE_CHARGE
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Tax",
        requiredProperties = {"treatment", "defaultRate"})
record TaxView(
        TaxTreatment treatment,
        @Nullable String rate,
        boolean defaultRate,
        @Nullable String reason) {

    static TaxView of(BillingProfile profile, BigDecimal defaultRate) {
        TaxRule rule = profile.tax(defaultRate);
        return new TaxView(
                rule.treatment(),
                rule.treatment() == TaxTreatment.RATE ? rule.rate().toPlainString() : null,
                profile.hasDefaultRate(),
                rule.reason());
    }
}
