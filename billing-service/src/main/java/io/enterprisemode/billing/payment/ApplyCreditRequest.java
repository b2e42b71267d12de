package io.enterprisemode.billing.payment;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Customer credit that is to be applied to an invoice.
 *
 * @param amountMinor in minor units, above 0; left out: as much as there is credit and is open
 */
@Schema(examples = "{\"amountMinor\": 500}")
record ApplyCreditRequest(
        @Schema(nullable = true) @Min(1) @Max(1_000_000_000_000_000L) @Nullable
        Long amountMinor) {}
