package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request for another plan.
 *
 * @param plan code of a plan; its newest version is taken
 * @param interval that of the subscription; another one cannot be changed to in the middle of a period
 * @param when NOW, also when left out
 */
@Schema(
        examples = "{\"plan\": \"professional\", \"when\": \"NOW\"}",
        requiredProperties = {"plan"})
record ChangePlanRequest(
        @NotBlank @Size(max = 100) String plan,
        @Schema(nullable = true) @Nullable BillingInterval interval,
        @Schema(nullable = true) @Nullable When when) {

    /** When a change comes into force. */
    enum When {
        /** At once, from the second on in which it is asked for. */
        NOW
    }
}
