package io.enterprisemode.billing.payment;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why what is open of an invoice will not be paid. */
@Schema(
        examples = "{\"reason\": \"Insolvent\"}",
        requiredProperties = {"reason"})
record WriteOffRequest(@NotBlank @Size(max = 500) String reason) {}
