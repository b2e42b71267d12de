package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.ledger.LedgerBook;
import io.enterprisemode.billing.ledger.LedgerBook.Voucher;
import io.enterprisemode.billing.ledger.LedgerOperation;
import io.enterprisemode.billing.ledger.Posting;
import io.enterprisemode.billing.ledger.Receivable;
import io.enterprisemode.billing.subscription.BulkDocuments;
import io.enterprisemode.billing.subscription.CounterCutover;
import io.enterprisemode.billing.subscription.OpenDraft;
import io.enterprisemode.billing.subscription.PriceLine;
import io.enterprisemode.billing.tax.BillingProfiles;
import io.enterprisemode.kernel.messaging.Outbox;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Invoicing of customers who pay each document in the transaction that issues it. */
@Singleton
@Alternative
public class PaidAtOnce extends Invoicing {

    private static final String OPEN = """
            select invoice_id from ledger_posting
             where org_id = ?1 and invoice_id is not null group by invoice_id having sum(amount_minor) > 0""";

    private final IssuedInvoices issued;
    private final LedgerBook book;

    PaidAtOnce(
            BulkDocuments bulk,
            DocumentLines lines,
            InvoiceRepository invoices,
            CounterCutover counters,
            BillingProfiles profiles,
            IssuedInvoices ledger,
            Outbox outbox,
            DocumentEvents events,
            InvoicingConfiguration configuration,
            LedgerBook book) {
        super(bulk, lines, invoices, counters, profiles, ledger, outbox, events, configuration);
        this.issued = ledger;
        this.book = book;
    }

    @Override
    public Uni<Void> issue(Run run, Billed billed, List<PriceLine> prices) {
        return super.issue(run, billed, prices).call(() -> pay(run));
    }

    @Override
    public Uni<Optional<UUID>> finalizeDraft(Run run, Billed billed, OpenDraft draft) {
        return super.finalizeDraft(run, billed, draft).call(() -> pay(run));
    }

    @Override
    public Uni<Void> issueLast(Run run, Billed billed) {
        return super.issueLast(run, billed).call(() -> pay(run));
    }

    /** Pays all that is open, also what was issued in another way. */
    public Uni<Void> pay(Run run) {
        return run.tenant()
                .session()
                .createNativeQuery(OPEN, UUID.class)
                .setParameter(1, run.tenant().organizationId())
                .getResultList()
                .chain(open -> Multi.createFrom()
                        .iterable(open)
                        .onItem()
                        .transformToUniAndConcatenate(invoice -> pay(run, invoice))
                        .collect()
                        .last()
                        .replaceWithVoid());
    }

    private Uni<Void> pay(Run run, UUID id) {
        return issued.find(run.tenant(), id).chain(found -> {
            Receivable before = found.orElseThrow().receivable();
            return book.post(
                            run.tenant(),
                            new Voucher(found.get().currency(), id, null, null, run.now()),
                            Map.of(before.number(), before),
                            new LedgerOperation.RecordPayment(before.number(), before.openMinor()))
                    .map(posting -> ((Posting.Posted) posting).ledger())
                    .chain(ledger -> issued.settle(
                            run.tenant(),
                            id,
                            Objects.requireNonNull(ledger.receivables().get(before.number())),
                            run.now(),
                            null));
        });
    }
}
