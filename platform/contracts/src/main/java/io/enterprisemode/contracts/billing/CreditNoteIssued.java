package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A credit note as it was issued; it never changes afterwards. Its amounts are signed as on the document: what is
 * credited is below 0, so that invoices and credit notes can be added up.
 *
 * @param number of a series of its own, such as {@code CN-000001}; gap-free per organization
 * @param correctsInvoiceId the invoice it corrects; null: no single one
 * @param currency ISO 4217, of every amount
 * @param periodStart included
 * @param periodEnd excluded
 * @param lines like those of an invoice; single ones can be above 0
 * @param subtotalMinor without tax, in minor units, not above 0
 * @param taxMinor in minor units, not above 0
 * @param totalMinor subtotal and tax, in minor units, not above 0
 */
public record CreditNoteIssued(
        UUID organizationId,
        UUID creditNoteId,
        String number,
        @Nullable UUID correctsInvoiceId,
        String currency,
        Instant periodStart,
        Instant periodEnd,
        Instant issuedAt,
        List<InvoiceFinalized.Line> lines,
        long subtotalMinor,
        long taxMinor,
        long totalMinor)
        implements EventData {

    public CreditNoteIssued {
        Require.present(organizationId, "organizationId");
        Require.present(creditNoteId, "creditNoteId");
        Require.text(number, "number");
        Require.currency(currency, "currency");
        Require.present(periodStart, "periodStart");
        Require.present(periodEnd, "periodEnd");
        Require.that(
                periodStart.isBefore(periodEnd),
                "the period ends before it starts: " + periodStart + " to " + periodEnd);
        Require.present(issuedAt, "issuedAt");
        lines = List.copyOf(Require.present(lines, "lines"));
        Require.that(subtotalMinor <= 0, "subtotalMinor is above 0: " + subtotalMinor);
        Require.that(taxMinor <= 0, "taxMinor is above 0: " + taxMinor);
        Require.that(
                Math.addExact(subtotalMinor, taxMinor) == totalMinor,
                "total is not subtotal plus tax: " + subtotalMinor + " + " + taxMinor + " is not " + totalMinor);
    }

    @Override
    public String key() {
        return organizationId.toString();
    }

    @Override
    public String subject() {
        return creditNoteId.toString();
    }
}
