package io.enterprisemode.billing.invoice;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A request for an invoice.
 *
 * @param periodStart start of the period; the oldest one without an invoice, when left out
 * @param preview whether only to compute what the current period would cost as of now, without effect
 */
@Schema(examples = "{\"periodStart\": \"2026-01-31T10:00:00Z\"}")
record CreateInvoiceRequest(
        @Schema(nullable = true) @Nullable Instant periodStart,
        @Schema(nullable = true) @Nullable Boolean preview) {}
