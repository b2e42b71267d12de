package io.enterprisemode.billing.reservation;

import io.enterprisemode.billing.metering.UsageEvent;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request to hold a quantity.
 *
 * @param meter code of a meter that is summed up
 * @param workspaceId where it will be used
 * @param quantity in the meter's unit
 * @param expiresInSeconds how long it is held; 300, when left out, at most a day
 */
@Schema(
        examples = "{\"meter\": \"ai_requests\", \"workspaceId\": \"018f6f3a-1000-7a00-8000-000000000015\","
                + " \"quantity\": 20, \"expiresInSeconds\": 120}",
        requiredProperties = {"meter", "workspaceId", "quantity"})
public record ReserveUsageRequest(
        @NotBlank @Size(max = 100) String meter,
        @NotNull UUID workspaceId,

        @NotNull @Min(1) @Max(UsageEvent.LARGEST_QUANTITY) Long quantity,

        @Schema(nullable = true) @Nullable @Min(1) @Max(86_400)
        Integer expiresInSeconds) {

    private static final Duration DEFAULT = Duration.ofMinutes(5);

    Duration held() {
        return expiresInSeconds == null ? DEFAULT : Duration.ofSeconds(expiresInSeconds);
    }
}
