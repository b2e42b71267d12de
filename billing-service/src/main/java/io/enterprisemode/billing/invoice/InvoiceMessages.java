package io.enterprisemode.billing.invoice;

import io.enterprisemode.contracts.billing.CreditNoteIssued;
import io.enterprisemode.contracts.billing.InvoiceFinalized;
import io.enterprisemode.contracts.billing.InvoiceFinalized.Line;
import io.enterprisemode.contracts.billing.InvoiceFinalized.WorkspaceShare;
import io.enterprisemode.contracts.billing.InvoiceShares;
import io.enterprisemode.contracts.events.EventData;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The messages that tell of an invoice or credit note. Kafka takes messages of about a megabyte, and a workspace of a
 * line takes up to 90 bytes: a document with more than {@link InvoiceShares#MAX_WORKSPACES} of them in all is published
 * without, and they follow in parts.
 *
 * @param document the first message
 * @param shares those that follow it, in this order
 */
record InvoiceMessages<T extends EventData>(T document, List<InvoiceShares> shares) {

    InvoiceMessages {
        shares = List.copyOf(shares);
    }

    /** Those of an invoice whose lines name all their workspaces. */
    static InvoiceMessages<InvoiceFinalized> of(InvoiceFinalized invoice) {
        return fit(invoice.lines())
                ? new InvoiceMessages<>(invoice, List.of())
                : new InvoiceMessages<>(
                        new InvoiceFinalized(
                                invoice.organizationId(),
                                invoice.invoiceId(),
                                invoice.number(),
                                invoice.currency(),
                                invoice.periodStart(),
                                invoice.periodEnd(),
                                invoice.issuedAt(),
                                withoutWorkspaces(invoice.lines()),
                                invoice.subtotalMinor(),
                                invoice.taxMinor(),
                                invoice.totalMinor()),
                        shares(invoice.organizationId(), invoice.invoiceId(), invoice.lines()));
    }

    /** Those of a credit note whose lines name all their workspaces. */
    static InvoiceMessages<CreditNoteIssued> of(CreditNoteIssued note) {
        return fit(note.lines())
                ? new InvoiceMessages<>(note, List.of())
                : new InvoiceMessages<>(
                        new CreditNoteIssued(
                                note.organizationId(),
                                note.creditNoteId(),
                                note.number(),
                                note.correctsInvoiceId(),
                                note.currency(),
                                note.periodStart(),
                                note.periodEnd(),
                                note.issuedAt(),
                                withoutWorkspaces(note.lines()),
                                note.subtotalMinor(),
                                note.taxMinor(),
                                note.totalMinor()),
                        shares(note.organizationId(), note.creditNoteId(), note.lines()));
    }

    /** All of them, in the order in which they are published. */
    List<EventData> inOrder() {
        return Stream.concat(Stream.of(document), shares.stream()).toList();
    }

    private static boolean fit(List<Line> lines) {
        return lines.stream().mapToInt(line -> line.workspaces().size()).sum() <= InvoiceShares.MAX_WORKSPACES;
    }

    private static List<Line> withoutWorkspaces(List<Line> lines) {
        return lines.stream()
                .map(line -> new Line(
                        line.lineId(),
                        line.kind(),
                        line.meter(),
                        line.description(),
                        line.quantity(),
                        line.unitPrice(),
                        line.amountMinor(),
                        List.of()))
                .toList();
    }

    private static List<InvoiceShares> shares(UUID organization, UUID document, List<Line> lines) {
        List<InvoiceShares> shares = new ArrayList<>();
        for (Line line : lines) {
            List<WorkspaceShare> workspaces = line.workspaces();
            int parts = Math.ceilDiv(workspaces.size(), InvoiceShares.MAX_WORKSPACES);
            for (int part = 1; part <= parts; part++) {
                shares.add(new InvoiceShares(
                        organization,
                        document,
                        line.lineId(),
                        part,
                        parts,
                        workspaces.subList(
                                (part - 1) * InvoiceShares.MAX_WORKSPACES,
                                Math.min(part * InvoiceShares.MAX_WORKSPACES, workspaces.size()))));
            }
        }
        return shares;
    }
}
