package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The next invoice. The two figures are computed by the code that issues invoices.
 *
 * @param asOf when it was computed
 * @param issueAt when it is to be issued: when what it charges begins, or the grace after the period of its usage ends
 * @param periodStart of the usage period that it is about, or of what it charges
 * @param periodEnd excluded
 * @param soFar with what is used until now
 * @param expected with what usage comes to by the end of the period at its pace so far; left out while the present plan
 *     is in force for less than a day
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "UpcomingInvoice",
        requiredProperties = {"asOf", "issueAt", "periodStart", "periodEnd", "soFar"})
record UpcomingInvoiceView(
        Instant asOf,
        Instant issueAt,
        Instant periodStart,
        Instant periodEnd,
        InvoiceView soFar,
        @Nullable InvoiceView expected) {}
