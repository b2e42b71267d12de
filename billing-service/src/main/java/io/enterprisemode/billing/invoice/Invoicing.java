package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.DocumentLines.ChargedBefore;
import io.enterprisemode.billing.invoice.InvoiceRepository.Issued;
import io.enterprisemode.billing.subscription.BillingDocuments;
import io.enterprisemode.billing.subscription.CounterCutover;
import io.enterprisemode.billing.subscription.OpenDraft;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.billing.subscription.SubscriptionTransitions.Effect;
import io.enterprisemode.billing.tax.BillingProfiles;
import io.enterprisemode.billing.tax.DocumentParties;
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
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Computes and issues the documents of subscriptions: number, lines, ledger, event and audit record are part of the
 * transaction in which the subscription takes its step, under its lock and those of the counters of the period. What is
 * counted later, in this period or in earlier ones, is an adjustment on the next document. It is the same for requests
 * and for the scheduler.
 */
@ApplicationScoped
class Invoicing implements BillingDocuments {

    private static final Logger LOG = Logger.getLogger(Invoicing.class);

    private final DocumentLines lines;
    private final InvoiceRepository invoices;
    private final CounterCutover counters;
    private final BillingProfiles profiles;
    private final IssuedInvoices ledger;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final InvoicingConfiguration configuration;

    Invoicing(
            DocumentLines lines,
            InvoiceRepository invoices,
            CounterCutover counters,
            BillingProfiles profiles,
            IssuedInvoices ledger,
            Outbox outbox,
            AuditTrail audit,
            InvoicingConfiguration configuration) {
        this.lines = lines;
        this.invoices = invoices;
        this.counters = counters;
        this.profiles = profiles;
        this.ledger = ledger;
        this.outbox = outbox;
        this.audit = audit;
        this.configuration = configuration;
    }

    @Override
    public Duration grace() {
        return configuration.grace();
    }

    @Override
    public Uni<Void> issue(Run run, Billed billed, List<PriceLine> prices) {
        return issue(run, billed, new Effect.Issue(run.now(), prices)).replaceWithVoid();
    }

    @Override
    public Uni<Optional<UUID>> finalizeDraft(Run run, Billed billed, OpenDraft draft) {
        return counters.close(run.tenant(), draft.period())
                .chain(() -> issue(run, billed, new Effect.FinalizeDraft(run.now(), draft)));
    }

    @Override
    public Uni<Void> issueLast(Run run, Billed billed) {
        return issue(run, billed, new Effect.IssueLast(run.now())).replaceWithVoid();
    }

    private Uni<Optional<UUID>> issue(Run run, Billed billed, Effect effect) {
        return profiles.forDocument(run.tenant())
                .chain(parties -> lines.of(run, billed, effect, parties.tax(), new ChargedBefore())
                        .chain(computed -> computed.draft().lines().isEmpty()
                                ? Uni.createFrom().item(Optional.empty())
                                : issue(run, billed, computed.draft(), parties).map(Optional::of)));
    }

    private Uni<UUID> issue(Run run, Billed billed, InvoiceDraft draft, DocumentParties parties) {
        return invoices.issue(run.tenant(), billed.subscriptionId(), draft, parties, run.now())
                .call(issued -> outbox.append(run.tenant(), events(run, issued)))
                .call(issued -> ledger.post(run.tenant(), issued.invoice(), run.now(), run.traceparent()))
                .invoke(issued -> LOG.infof(
                        "organization %s: %s over %d %s for %s to %s",
                        run.tenant().organizationId(),
                        issued.invoice().printedNumber(),
                        issued.invoice().totalMinor(),
                        issued.invoice().currency(),
                        issued.invoice().periodStart(),
                        issued.invoice().periodEnd()))
                .map(issued -> issued.invoice().id());
    }

    /** The document, the workspaces of a large one in messages of their own, and the record for the audit log. */
    private List<Event> events(Run run, Issued issued) {
        UUID organization = run.tenant().organizationId();
        List<Event> events = new ArrayList<>();
        if (issued.invoice().isCreditNote()) {
            InvoiceMessages<CreditNoteIssued> messages = InvoiceMessages.of(creditNote(organization, issued));
            events.add(outbox.event(EventTypes.CREDIT_NOTE_ISSUED, messages.document(), run.traceparent()));
            addShares(events, run, messages.shares());
        } else {
            InvoiceMessages<InvoiceFinalized> messages = InvoiceMessages.of(finalized(organization, issued));
            events.add(outbox.event(EventTypes.INVOICE_FINALIZED, messages.document(), run.traceparent()));
            addShares(events, run, messages.shares());
        }
        Origin origin = run.origin();
        AuditEntry entry = record(issued.invoice());
        events.add(origin == null ? audit.event(organization, entry) : audit.eventOf(organization, origin, entry));
        return events;
    }

    private void addShares(List<Event> events, Run run, List<InvoiceShares> shares) {
        shares.forEach(part -> events.add(outbox.event(EventTypes.INVOICE_SHARES, part, run.traceparent())));
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
