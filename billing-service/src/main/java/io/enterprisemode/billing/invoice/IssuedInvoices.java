package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.ledger.InvoicePosition;
import io.enterprisemode.billing.ledger.Ledger;
import io.enterprisemode.billing.ledger.LedgerBook;
import io.enterprisemode.billing.ledger.LedgerBook.Voucher;
import io.enterprisemode.billing.ledger.LedgerOperation;
import io.enterprisemode.billing.ledger.Posting;
import io.enterprisemode.billing.ledger.Receivable;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Invoices as the ledger knows them, for features that settle them. Everything is done under the ledger's lock. */
@ApplicationScoped
public class IssuedInvoices {

    /**
     * An invoice.
     *
     * @param receivable where it stands in the ledger
     */
    public record IssuedInvoice(UUID id, String currency, Receivable receivable) {}

    /**
     * A credit note.
     *
     * @param id of the document
     * @param netMinor what is given back, not negative, in minor units; likewise {@code taxMinor}
     */
    public record IssuedCreditNote(UUID id, String currency, long netMinor, long taxMinor, Instant at) {}

    /**
     * Where the amount of a credit note went, in minor units.
     *
     * @param settledMinor what of the corrected invoice it settled
     * @param creditMinor the rest, which became customer credit
     */
    public record CreditNoteSettlement(long settledMinor, long creditMinor) {}

    private final InvoiceRepository invoices;
    private final LedgerBook book;
    private final Clock clock;

    IssuedInvoices(InvoiceRepository invoices, LedgerBook book, Clock clock) {
        this.invoices = invoices;
        this.book = book;
        this.clock = clock;
    }

    /** Posts a new invoice, and applies customer credit to it; one below 0 becomes customer credit. */
    Uni<Void> post(Tenant tenant, Invoice invoice) {
        Instant now = DatabaseTime.now(clock);
        return book.lock(tenant).chain(() -> post(tenant, invoice, now));
    }

    private Uni<Void> post(Tenant tenant, Invoice invoice, Instant now) {
        Voucher voucher = new Voucher(invoice.currency(), invoice.id(), null, null, now);
        boolean isCredit = invoice.totalMinor() < 0;
        LedgerOperation operation = isCredit
                ? new LedgerOperation.GrantCredit(-invoice.subtotalMinor(), -invoice.taxMinor())
                : new LedgerOperation.IssueInvoice(
                        invoice.printedNumber(), List.of(invoice.subtotalMinor()), BigDecimal.ZERO);
        return book.post(tenant, voucher, Map.of(), operation)
                .invoke(posting -> {
                    if (!(posting instanceof Posting.Posted(var ledger, var entries))) {
                        throw new IllegalStateException("invoice " + invoice.id() + " cannot be posted: " + posting);
                    }
                    if (isCredit) {
                        invoice.settle();
                    } else {
                        invoice.settle(
                                Objects.requireNonNull(ledger.receivables().get(invoice.printedNumber())));
                    }
                })
                .call(() -> tenant.session().flush())
                .replaceWithVoid();
    }

    /** One of the organization; one that a version before issued is posted now. */
    public Uni<Optional<IssuedInvoice>> find(Tenant tenant, UUID id) {
        return invoices.findById(new OrgScopedId(tenant.organizationId(), id))
                .chain(invoice -> invoice == null
                        ? Uni.createFrom().item(Optional.<IssuedInvoice>empty())
                        : position(tenant, invoice).map(position -> Optional.of(issued(invoice, position))));
    }

    private static IssuedInvoice issued(Invoice invoice, InvoicePosition position) {
        return new IssuedInvoice(invoice.id(), invoice.currency(), invoice.receivable(position));
    }

    private Uni<InvoicePosition> position(Tenant tenant, Invoice invoice) {
        return book.position(tenant, invoice.id()).chain(position -> {
            boolean isUnposted =
                    position.isEmpty() && invoice.status() == InvoiceStatus.OPEN && invoice.totalMinor() > 0;
            return isUnposted
                    ? post(tenant, invoice, DatabaseTime.now(clock))
                            .chain(() -> book.position(tenant, invoice.id()))
                            .map(Optional::orElseThrow)
                    : Uni.createFrom().item(position.orElse(InvoicePosition.NOTHING_OPEN));
        });
    }

    /**
     * Posts a credit note, which is stored already, and settles the invoice that it corrects as far as that is open;
     * the rest is customer credit. An {@link IllegalArgumentException} when the invoice is not there or has another
     * currency, an {@link IllegalStateException} when the ledger refuses it: the invoice is void, or the credit note is
     * over nothing or less. Whoever reads the invoice before takes the lock of the ledger before that.
     *
     * @param corrects id of the invoice; null: it corrects none
     */
    public Uni<CreditNoteSettlement> postCreditNote(Tenant tenant, IssuedCreditNote note, @Nullable UUID corrects) {
        Voucher voucher = new Voucher(note.currency(), note.id(), null, null, note.at());
        return book.lock(tenant)
                .chain(() -> corrects == null
                        ? book.post(tenant, voucher, Map.of(), operation(note, null))
                                .invoke(posting -> posted(note, posting))
                                .map(posting -> settlement(note, 0))
                        : find(tenant, corrects)
                                .map(found -> found.filter(
                                                invoice -> invoice.currency().equals(note.currency()))
                                        .orElseThrow(() -> new IllegalArgumentException(
                                                "no invoice in " + note.currency() + " to correct: " + corrects)))
                                .chain(invoice -> post(tenant, voucher, note, invoice)));
    }

    private Uni<CreditNoteSettlement> post(
            Tenant tenant, Voucher voucher, IssuedCreditNote note, IssuedInvoice invoice) {
        Receivable before = invoice.receivable();
        return book.postCreditNote(tenant, voucher, invoice.id(), before, operation(note, before.number()))
                .map(posting -> posted(note, posting))
                .map(ledger -> Objects.requireNonNull(ledger.receivables().get(before.number())))
                .call(after -> settle(tenant, invoice.id(), after))
                .map(after -> settlement(note, before.openMinor() - after.openMinor()));
    }

    private static LedgerOperation.IssueCreditNote operation(IssuedCreditNote note, @Nullable String corrects) {
        return new LedgerOperation.IssueCreditNote(note.netMinor(), note.taxMinor(), corrects);
    }

    private static CreditNoteSettlement settlement(IssuedCreditNote note, long settledMinor) {
        return new CreditNoteSettlement(settledMinor, Math.addExact(note.netMinor(), note.taxMinor()) - settledMinor);
    }

    private static Ledger posted(IssuedCreditNote note, Posting posting) {
        return switch (posting) {
            case Posting.Posted(Ledger ledger, var entries) -> ledger;
            case Posting.Refused(Posting.Reason reason) ->
                throw new IllegalStateException("credit note " + note.id() + " cannot be posted: " + reason);
        };
    }

    /** What is still to be paid of each invoice. */
    Uni<Map<UUID, Long>> openMinor(Tenant tenant, List<Invoice> issued) {
        return book.openMinor(tenant, issued.stream().map(Invoice::id).toList()).map(posted -> {
            Map<UUID, Long> open = new HashMap<>();
            issued.forEach(invoice -> open.put(
                    invoice.id(),
                    posted.getOrDefault(
                            invoice.id(), invoice.status() == InvoiceStatus.OPEN ? invoice.totalMinor() : 0)));
            return open;
        });
    }

    /** Notes where an invoice stands after something was posted. */
    public Uni<Void> settle(Tenant tenant, UUID id, Receivable receivable) {
        return invoices.findById(new OrgScopedId(tenant.organizationId(), id))
                .invoke(invoice -> invoice.settle(receivable))
                .call(() -> tenant.session().flush())
                .replaceWithVoid();
    }
}
