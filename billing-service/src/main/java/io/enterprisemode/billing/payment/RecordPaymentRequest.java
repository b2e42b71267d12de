package io.enterprisemode.billing.payment;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a customer paid towards an invoice.
 *
 * @param amountMinor in minor units, above 0, at most 10^15; what is above the invoice becomes customer credit
 * @param currency that of the invoice
 * @param reference of the bank or the provider
 * @param receivedAt now, when left out
 */
@Schema(
        examples = "{\"amountMinor\": 9900, \"currency\": \"USD\", \"reference\": \"Bank transfer 4711\"}",
        requiredProperties = {"amountMinor", "currency", "reference"})
record RecordPaymentRequest(
        @NotNull @Min(1) @Max(1_000_000_000_000_000L) Long amountMinor,
        @NotBlank @Pattern(regexp = "[A-Z]{3}") String currency,
        @NotBlank @Size(max = 200) String reference,
        @Schema(nullable = true) @Nullable Instant receivedAt) {}
