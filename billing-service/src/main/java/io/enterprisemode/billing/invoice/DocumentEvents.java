package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.InvoiceRepository.Issued;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.contracts.billing.CreditNoteIssued;
import io.enterprisemode.contracts.billing.InvoiceFinalized;
import io.enterprisemode.contracts.billing.InvoiceShares;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.web.request.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is published of a document that is issued. */
@ApplicationScoped
class DocumentEvents {

    private final Outbox outbox;
    private final AuditTrail audit;

    DocumentEvents(Outbox outbox, AuditTrail audit) {
        this.outbox = outbox;
        this.audit = audit;
    }

    /**
     * The document, the workspaces of a large one in messages of their own, and the record for the audit log.
     *
     * @param origin of the request; null: the scheduler
     */
    List<Event> of(UUID organization, Issued issued, @Nullable Origin origin) {
        String traceparent = origin == null ? null : origin.traceparent();
        List<Event> events = new ArrayList<>();
        if (issued.invoice().isCreditNote()) {
            InvoiceMessages<CreditNoteIssued> messages = InvoiceMessages.of(creditNote(organization, issued));
            events.add(outbox.event(EventTypes.CREDIT_NOTE_ISSUED, messages.document(), traceparent));
            addShares(events, messages.shares(), traceparent);
        } else {
            InvoiceMessages<InvoiceFinalized> messages = InvoiceMessages.of(finalized(organization, issued));
            events.add(outbox.event(EventTypes.INVOICE_FINALIZED, messages.document(), traceparent));
            addShares(events, messages.shares(), traceparent);
        }
        AuditEntry entry = record(issued.invoice());
        events.add(origin == null ? audit.event(organization, entry) : audit.eventOf(organization, origin, entry));
        return events;
    }

    private void addShares(List<Event> events, List<InvoiceShares> shares, @Nullable String traceparent) {
        shares.forEach(part -> events.add(outbox.event(EventTypes.INVOICE_SHARES, part, traceparent)));
    }

    private static AuditEntry record(Invoice invoice) {
        return AuditEntry.of(
                AuditCategory.BILLING,
                invoice.isCreditNote() ? "billing.credit-note.issued" : "billing.invoice.finalized",
                new Target("invoice", invoice.id().toString(), invoice.printedNumber()),
                Map.of(
                        "totalMinor", invoice.totalMinor(),
                        "currency", invoice.currency(),
                        "periodStart", invoice.periodStart().toString(),
                        "periodEnd", invoice.periodEnd().toString()));
    }

    private static CreditNoteIssued creditNote(UUID organization, Issued issued) {
        Invoice note = issued.invoice();
        return new CreditNoteIssued(
                organization,
                note.id(),
                note.printedNumber(),
                note.correctsId(),
                note.currency(),
                note.periodStart(),
                note.periodEnd(),
                note.issuedAt(),
                lines(issued),
                note.subtotalMinor(),
                note.taxMinor(),
                note.totalMinor());
    }

    private static List<InvoiceFinalized.Line> lines(Issued issued) {
        return issued.rows().lines().stream()
                .map(line -> {
                    BigDecimal unitPrice = line.unitPrice();
                    return new InvoiceFinalized.Line(
                            line.id(),
                            line.kind(),
                            line.meter(),
                            line.description(),
                            line.quantity(),
                            unitPrice == null ? null : unitPrice.toPlainString(),
                            line.amountMinor(),
                            issued.rows().workspaces().stream()
                                    .filter(share -> share.overageId().equals(line.id()))
                                    .map(share ->
                                            new InvoiceFinalized.WorkspaceShare(share.workspaceId(), share.quantity()))
                                    .toList());
                })
                .toList();
    }

    private static InvoiceFinalized finalized(UUID organization, Issued issued) {
        Invoice invoice = issued.invoice();
        return new InvoiceFinalized(
                organization,
                invoice.id(),
                invoice.printedNumber(),
                invoice.currency(),
                invoice.periodStart(),
                invoice.periodEnd(),
                invoice.issuedAt(),
                lines(issued),
                invoice.subtotalMinor(),
                invoice.taxMinor(),
                invoice.totalMinor());
    }
}
