package io.enterprisemode.billing.subscription;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A request to set the clock of an organization, for demo data and tests.
 *
 * @param at its time from now on; it stands still
 */
@Schema(
        examples = "{\"at\": \"2026-01-31T10:00:00Z\"}",
        requiredProperties = {"at"})
record SetClockRequest(@NotNull Instant at) {}
