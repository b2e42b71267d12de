package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request for another plan or interval.
 *
 * @param plan code of a plan; its newest version is taken. That of the subscription, for another interval only
 * @param interval that of the subscription, when left out
 * @param when left out: NOW for a higher yearly price, and from months to years; else PERIOD_END
 */
@Schema(
        examples = "{\"plan\": \"professional\", \"interval\": \"MONTH\", \"when\": \"NOW\"}",
        requiredProperties = {"plan"})
public record ChangePlanRequest(
        @NotBlank @Size(max = 100) String plan,
        @Schema(nullable = true) @Nullable BillingInterval interval,
        @Schema(nullable = true) @Nullable When when) {}
