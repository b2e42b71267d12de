package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request to subscribe.
 *
 * @param plan code of a plan; its newest version is taken
 * @param startAt anchor of the billing cycle, at most twelve months back or ahead; now, when left out; fractions of a
 *     second do not count
 */
@Schema(
        examples = "{\"plan\": \"professional\", \"interval\": \"MONTH\", \"startAt\": \"2026-01-31T10:00:00Z\"}",
        requiredProperties = {"plan", "interval"})
record CreateSubscriptionRequest(
        @NotBlank @Size(max = 100) String plan,
        @NotNull BillingInterval interval,
        @Schema(nullable = true) @Nullable Instant startAt) {}
