package io.enterprisemode.billing.entitlement;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A question whether a quantity may be used.
 *
 * @param quantity that would be added to what is used
 */
@Schema(
        examples = "{\"meter\": \"emails\", \"quantity\": 250}",
        requiredProperties = {"meter", "quantity"})
record CheckEntitlementRequest(
        @NotBlank @Size(max = 100) String meter,
        @NotNull @Min(0) @Max(1_000_000_000_000_000L) Long quantity) {}
