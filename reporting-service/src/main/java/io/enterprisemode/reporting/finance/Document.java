package io.enterprisemode.reporting.finance;

import io.enterprisemode.contracts.billing.CreditNoteIssued;
import io.enterprisemode.contracts.billing.InvoiceFinalized;
import io.enterprisemode.contracts.billing.InvoiceFinalized.Line;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An invoice or credit note that is taken in.
 *
 * @param correctsInvoiceId of a credit note; null: no single invoice
 * @param lines which add up to the amounts
 */
record Document(
        DocumentKind kind,
        UUID organizationId,
        UUID id,
        String number,
        @Nullable UUID correctsInvoiceId,
        String currency,
        Instant periodStart,
        Instant periodEnd,
        Instant issuedAt,
        List<Line> lines,
        long subtotalMinor,
        long taxMinor,
        long totalMinor) {

    /**
     * A report is the sum of lines: a document whose lines do not add up to it would make it wrong.
     *
     * @throws IllegalArgumentException when they do not
     */
    Document {
        lines = List.copyOf(lines);
        Revenue sum = lines.stream()
                .map(line -> Revenue.of(line.kind(), line.amountMinor()))
                .reduce(Revenue.NONE, Revenue::plus);
        if (sum.subtotalMinor() != subtotalMinor || sum.taxMinor() != taxMinor) {
            throw new IllegalArgumentException("the lines of " + kind + " " + id + " add up to " + sum.subtotalMinor()
                    + " and tax " + sum.taxMinor() + ", not to " + subtotalMinor + " and tax " + taxMinor);
        }
    }

    static Document of(InvoiceFinalized invoice) {
        return new Document(
                DocumentKind.INVOICE,
                invoice.organizationId(),
                invoice.invoiceId(),
                invoice.number(),
                null,
                invoice.currency(),
                invoice.periodStart(),
                invoice.periodEnd(),
                invoice.issuedAt(),
                invoice.lines(),
                invoice.subtotalMinor(),
                invoice.taxMinor(),
                invoice.totalMinor());
    }

    static Document of(CreditNoteIssued note) {
        return new Document(
                DocumentKind.CREDIT_NOTE,
                note.organizationId(),
                note.creditNoteId(),
                note.number(),
                note.correctsInvoiceId(),
                note.currency(),
                note.periodStart(),
                note.periodEnd(),
                note.issuedAt(),
                note.lines(),
                note.subtotalMinor(),
                note.taxMinor(),
                note.totalMinor());
    }
}
