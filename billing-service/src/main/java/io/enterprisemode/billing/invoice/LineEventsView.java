package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A page of the events behind a line, in order of their time.
 *
 * @param nextCursor null on the last page
 * @param complete whether all events of the period are kept still
 * @param keptSince what came in before may have been dropped
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(
        name = "InvoiceLineEvents",
        requiredProperties = {"items", "complete", "keptSince"})
record LineEventsView(
        List<LineEventView> items,
        @Schema(nullable = true) @Nullable String nextCursor,
        boolean complete,
        Instant keptSince) {

    public LineEventsView {
        items = List.copyOf(items);
    }
}
