package io.enterprisemode.billing.subscription;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request to cancel.
 *
 * @param when PERIOD_END, when left out
 * @param credit with NOW: whether the rest of what was paid is credited; if not, the fee is kept and with it what the
 *     plan includes. Left out: as the plan allows it, by default yes for monthly, no for yearly prices
 */
@Schema(examples = "{\"when\": \"PERIOD_END\"}")
public record CancelSubscriptionRequest(
        @Schema(nullable = true) @Nullable When when,
        @Schema(nullable = true) @Nullable Boolean credit) {}
