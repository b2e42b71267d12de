package io.enterprisemode.billing.payment;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Customer credit that is paid out.
 *
 * @param amountMinor in minor units, above 0, at most the customer credit
 */
@Schema(
        examples = "{\"amountMinor\": 500, \"currency\": \"USD\", \"reason\": \"Paid twice\"}",
        requiredProperties = {"amountMinor", "currency", "reason"})
record RefundRequest(
        @NotNull @Min(1) @Max(1_000_000_000_000_000L) Long amountMinor,
        @NotBlank @Pattern(regexp = "[A-Z]{3}") String currency,
        @NotBlank @Size(max = 500) String reason) {}
