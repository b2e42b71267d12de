package io.enterprisemode.billing.invoice;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.subscription.SubscriptionTerms;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What the running period will be invoiced with. The two figures are computed by the code that issues invoices.
 *
 * @param asOf when it was computed
 * @param periodEnd excluded
 * @param soFar with what is used until now
 * @param expected with what usage comes to by the end of the period at its pace so far; left out while the present plan
 *     is in force for less than a day
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "UpcomingInvoice",
        requiredProperties = {"asOf", "periodStart", "periodEnd", "soFar"})
record UpcomingInvoiceView(
        Instant asOf,
        Instant periodStart,
        Instant periodEnd,
        InvoiceView soFar,
        @Nullable InvoiceView expected) {

    /** Of the running period with what is used until now. */
    static UpcomingInvoiceView of(
            SubscriptionTerms terms, Catalogue catalogue, Invoicing.Counted counted, Instant now) {
        InvoiceDraft draft = counted.draft(terms, catalogue);
        return new UpcomingInvoiceView(
                now,
                draft.period().start(),
                draft.period().end(),
                InvoiceView.preview(terms, draft),
                expected(terms, catalogue, counted, now));
    }

    private static @Nullable InvoiceView expected(
            SubscriptionTerms terms, Catalogue catalogue, Invoicing.Counted counted, Instant now) {
        try {
            return UsagePace.atEnd(terms.interval(), counted.period(), now)
                    .map(atEnd -> new Invoicing.Counted(counted.period().with(atEnd), counted.earlier()))
                    .map(atEnd -> InvoiceView.preview(terms, atEnd.draft(terms, catalogue)))
                    .orElse(null);
        } catch (ArithmeticException beyond64Bits) {
            return null;
        }
    }
}
