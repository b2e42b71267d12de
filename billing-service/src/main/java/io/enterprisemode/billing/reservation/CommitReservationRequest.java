package io.enterprisemode.billing.reservation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.billing.metering.UsageEvent;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What has been used of a reservation.
 *
 * @param quantity less than what is held gives the rest back; more is let in as far as the limit admits it
 * @param properties of the usage event it becomes
 */
@Schema(
        examples = "{\"quantity\": 17, \"properties\": {\"model\": \"large\"}}",
        requiredProperties = {"quantity"})
public record CommitReservationRequest(
        @NotNull @Min(0) @Max(UsageEvent.LARGEST_QUANTITY) Long quantity,

        @Schema(nullable = true, type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT) @Nullable
        ObjectNode properties) {}
