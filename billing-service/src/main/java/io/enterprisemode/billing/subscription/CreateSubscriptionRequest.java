package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
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
 * A request to subscribe.
 *
 * @param plan code of a plan; its newest version is taken
 * @param startAt when it begins, at most twelve months back or ahead; now, when left out; fractions of a second do not
 *     count
 * @param trialDays of a trial from then on, in which every limit blocks and nothing is charged; once per plan; left
 *     out: none
 * @param currency of all prices, ISO 4217, one that the plan has; the first one of the plan, when left out
 */
@Schema(
        examples = "{\"plan\": \"professional\", \"interval\": \"MONTH\", \"startAt\": \"2026-01-31T10:00:00Z\"}",
        requiredProperties = {"plan", "interval"})
public record CreateSubscriptionRequest(
        @NotBlank @Size(max = 100) String plan,
        @NotNull BillingInterval interval,
        @Schema(nullable = true) @Nullable Instant startAt,
        @Schema(nullable = true) @Nullable @Min(1) @Max(366) Integer trialDays,

        @Schema(nullable = true) @Nullable @Pattern(regexp = "[A-Z]{3}")
        String currency) {}
