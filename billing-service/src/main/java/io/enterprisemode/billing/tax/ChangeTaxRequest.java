package io.enterprisemode.billing.tax;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How what an organization buys is taxed from its next document on. {@link BillingProfileRules} says what does not fit
 * together and what is missing, all at once; the constraints here are for the API's document.
 *
 * @param rate with RATE only: from 0 to below 1, with 4 decimals at most; left out: that of the configuration
 * @param reason with EXEMPT and REVERSE_CHARGE, needed: what stands on the document
 */
@Schema(
        examples = "{\"treatment\": \"REVERSE_CHARGE\", \"reason\": \"VAT is paid by the recipient\"}",
        requiredProperties = {"treatment"})
record ChangeTaxRequest(
        TaxTreatment treatment,

        @Schema(nullable = true, pattern = BillingProfileRules.RATE) @Nullable
        String rate,

        @Schema(nullable = true, maxLength = BillingProfileRules.LONGEST_REASON) @Nullable
        String reason) {}
