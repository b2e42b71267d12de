package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.DocumentLines.ChargedBefore;
import io.enterprisemode.billing.invoice.InvoiceRepository.DraftToIssue;
import io.enterprisemode.billing.invoice.InvoiceRepository.Issued;
import io.enterprisemode.billing.ledger.LedgerBook;
import io.enterprisemode.billing.ledger.LedgerBook.PostedInvoice;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.subscription.BulkDocuments;
import io.enterprisemode.billing.subscription.CounterCutover;
import io.enterprisemode.billing.subscription.UsagePeriod;
import io.enterprisemode.billing.tax.BillingProfiles;
import io.enterprisemode.billing.tax.DocumentParties;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Issues the documents of drafts, of many organizations in one transaction or of one by request: a statement for each
 * kind of rows, however many documents there are. What is unusual is left to {@link Invoicing}: a period with several
 * plans, a credit note, and what cannot be computed. The computation is the same, and so are the order in which locks
 * are taken and what is published.
 */
@ApplicationScoped
class BulkInvoicing implements BulkDocuments {

    private final DocumentLines lines;
    private final InvoiceRepository invoices;
    private final CounterCutover counters;
    private final BillingProfiles profiles;
    private final LedgerBook book;
    private final IssuedInvoices ledger;
    private final DocumentEvents events;

    BulkInvoicing(
            DocumentLines lines,
            InvoiceRepository invoices,
            CounterCutover counters,
            BillingProfiles profiles,
            LedgerBook book,
            IssuedInvoices ledger,
            DocumentEvents events) {
        this.lines = lines;
        this.invoices = invoices;
        this.counters = counters;
        this.profiles = profiles;
        this.book = book;
        this.ledger = ledger;
        this.events = events;
    }

    @Override
    public Uni<Map<UUID, Finalized>> finalizeDrafts(
            Statements statements, Catalogue catalogue, Instant now, List<Draft> drafts, @Nullable Origin origin) {
        List<Draft> usual = drafts.stream().filter(DocumentLines::isWhole).toList();
        if (usual.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        // Sent one after the other without waiting: what is counted is read under the locks.
        return Uni.combine()
                .all()
                .unis(
                        counters.close(statements, usual),
                        profiles.forDocuments(
                                statements,
                                usual.stream().map(Draft::organizationId).toList()),
                        lines.counted(statements, catalogue, usual))
                .with((closed, parties, counted) -> computed(catalogue, usual, parties, counted))
                .chain(computed -> issue(statements, computed, now, origin));
    }

    /** By organization; empty: without lines there is no document. */
    private static Map<UUID, Optional<DraftToIssue>> computed(
            Catalogue catalogue,
            List<Draft> drafts,
            Map<UUID, DocumentParties> parties,
            Map<UUID, Map<UsagePeriod, CountedPeriod>> counted) {
        Map<UUID, Optional<DraftToIssue>> computed = new LinkedHashMap<>();
        for (Draft each : drafts) {
            UUID organization = each.organizationId();
            DocumentParties of = Objects.requireNonNull(parties.get(organization));
            computed(catalogue, each, of, counted.getOrDefault(organization, Map.of()))
                    .filter(draft -> !draft.totals().isCreditNote())
                    .ifPresent(draft -> computed.put(
                            organization,
                            draft.lines().isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(new DraftToIssue(each.billed().subscriptionId(), draft, of))));
        }
        return computed;
    }

    /** Empty: it cannot be computed, which is told where it is done by itself. */
    private static Optional<InvoiceDraft> computed(
            Catalogue catalogue, Draft draft, DocumentParties parties, Map<UsagePeriod, CountedPeriod> counted) {
        try {
            return Optional.of(DocumentLines.ofDraft(
                            catalogue, draft.billed(), draft.draft(), parties.tax(), counted, new ChargedBefore())
                    .draft());
        } catch (ArithmeticException beyond64Bits) {
            return Optional.empty();
        }
    }

    private Uni<Map<UUID, Finalized>> issue(
            Statements statements, Map<UUID, Optional<DraftToIssue>> computed, Instant now, @Nullable Origin origin) {
        Map<UUID, Finalized> finalized = new HashMap<>();
        Map<UUID, DraftToIssue> documents = new LinkedHashMap<>();
        computed.forEach((organization, each) -> each.ifPresentOrElse(
                draft -> documents.put(organization, draft),
                () -> finalized.put(organization, new Finalized(Optional.empty(), List.of()))));
        if (documents.isEmpty()) {
            return Uni.createFrom().item(finalized);
        }
        return invoices.numbered(statements, documents, now)
                .chain(issued -> ledger.post(statements, issued, now)
                        .chain(posted -> insert(statements, issued, posted)
                                .invoke(() -> issued.forEach((organization, each) -> {
                                    Invoicing.log(organization, each.invoice());
                                    finalized.put(organization, finalized(organization, each, now, origin));
                                }))))
                .replaceWith(finalized);
    }

    private Uni<Void> insert(Statements statements, Map<UUID, Issued> issued, Map<UUID, PostedInvoice> posted) {
        return Uni.combine()
                .all()
                .unis(invoices.insert(statements, issued), book.insert(statements, posted.values()))
                .discardItems();
    }

    private Finalized finalized(UUID organization, Issued issued, Instant now, @Nullable Origin origin) {
        List<Event> published = new ArrayList<>(events.of(organization, issued, origin));
        ledger.paid(organization, issued.invoice(), now, origin).ifPresent(published::add);
        return new Finalized(Optional.of(issued.invoice().id()), published);
    }
}
