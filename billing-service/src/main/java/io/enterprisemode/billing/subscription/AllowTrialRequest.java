package io.enterprisemode.billing.subscription;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request to allow an organization one more trial.
 *
 * @param plan code of the plan
 */
@Schema(
        examples = "{\"plan\": \"professional\"}",
        requiredProperties = {"plan"})
record AllowTrialRequest(@NotBlank @Size(max = 100) String plan) {}
