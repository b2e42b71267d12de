package io.enterprisemode.billing.tax;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What stands on the next document of an organization.
 *
 * @param legalName left out: none was given
 * @param taxId without separators, in capital letters
 * @param tax as the operator has set it
 * @param changedAt left out: nothing was given yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "BillingProfile",
        requiredProperties = {"address", "tax", "revision"})
record BillingProfileView(
        @Nullable String legalName,
        AddressView address,
        @Nullable String taxId,
        @Nullable String email,
        TaxView tax,
        long revision,
        @Nullable Instant changedAt) {

    static BillingProfileView of(BillingProfile profile, BigDecimal defaultRate) {
        Party buyer = profile.party();
        return new BillingProfileView(
                buyer.name(),
                new AddressView(buyer.addressLines(), buyer.postalCode(), buyer.city(), buyer.country()),
                buyer.taxId(),
                buyer.email(),
                TaxView.of(profile, defaultRate),
                profile.revision(),
                profile.changedAt());
    }
}
