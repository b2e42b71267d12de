package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.usage.UsageEvents.StoredEvent;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A usage event behind a line.
 *
 * @param billable false: a backfill that came in when the period was over
 * @param late whether it came in after the document was issued, so that the line cannot be about it
 */
@Schema(
        name = "InvoiceLineEvent",
        requiredProperties = {"id", "source", "time", "receivedAt", "workspaceId", "quantity", "billable", "late"})
record LineEventView(
        String id,
        String source,
        Instant time,
        Instant receivedAt,
        UUID workspaceId,
        long quantity,
        boolean billable,
        boolean late) {

    static LineEventView of(StoredEvent event, Instant issuedAt) {
        return new LineEventView(
                event.id(),
                event.source(),
                event.time(),
                event.receivedAt(),
                event.workspaceId(),
                event.quantity(),
                event.billable(),
                !event.receivedAt().isBefore(issuedAt));
    }
}
