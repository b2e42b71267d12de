package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.invoice.InvoiceRepository.Issued;
import io.enterprisemode.billing.ledger.InvoicePosition;
import io.enterprisemode.billing.ledger.Ledger;
import io.enterprisemode.billing.ledger.LedgerBook;
import io.enterprisemode.billing.ledger.LedgerBook.NewInvoice;
import io.enterprisemode.billing.ledger.LedgerBook.PostedInvoice;
import io.enterprisemode.billing.ledger.LedgerBook.Voucher;
import io.enterprisemode.billing.ledger.LedgerOperation;
import io.enterprisemode.billing.ledger.Posting;
import io.enterprisemode.billing.ledger.Receivable;
import io.enterprisemode.contracts.billing.InvoiceSettled;
import io.enterprisemode.contracts.billing.SettlementStatus;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.OrgScopedId;
import io.enterprisemode.kernel.tenancy.Statements;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
    private final Outbox outbox;
    private final Clock clock;

    IssuedInvoices(InvoiceRepository invoices, LedgerBook book, Outbox outbox, Clock clock) {
        this.invoices = invoices;
        this.book = book;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Posts a new document: customer credit is applied to an invoice; a credit note settles the invoice that it
     * corrects as far as that is open, and is customer credit for the rest.
     */
    Uni<Void> post(Tenant tenant, Invoice document, Instant now, @Nullable String traceparent) {
        if (!document.isCreditNote()) {
            return book.lock(tenant)
                    .chain(() -> post(tenant, document, now))
                    .chain(() -> isPaidByCredit(document)
                            ? publish(tenant, document, SettlementStatus.PAID, 0, now, traceparent)
                            : Uni.createFrom().voidItem());
        }
        IssuedCreditNote note = new IssuedCreditNote(
                document.id(),
                document.currency(),
                Math.negateExact(document.subtotalMinor()),
                Math.negateExact(document.taxMinor()),
                now);
        document.settle();
        return tenant.session()
                .flush()
                .chain(() -> postCreditNote(tenant, note, document.correctsId(), traceparent))
                .replaceWithVoid();
    }

    private Uni<Void> post(Tenant tenant, Invoice invoice, Instant now) {
        Voucher voucher = new Voucher(invoice.currency(), invoice.id(), null, null, now);
        return book.post(tenant, voucher, Map.of(), operation(invoice))
                .invoke(posting -> {
                    if (!(posting instanceof Posting.Posted(var ledger, var entries))) {
                        throw new IllegalStateException("invoice " + invoice.id() + " cannot be posted: " + posting);
                    }
                    invoice.settle(Objects.requireNonNull(ledger.receivables().get(invoice.printedNumber())));
                })
                .replaceWithVoid();
    }

    private static LedgerOperation.IssueInvoice operation(Invoice invoice) {
        return new LedgerOperation.IssueInvoice(
                invoice.printedNumber(), List.of(invoice.subtotalMinor()), invoice.taxRate());
    }

    /**
     * Posts new invoices of organizations, and settles them as far as customer credit goes; neither they nor the
     * entries are stored yet.
     */
    Uni<Map<UUID, PostedInvoice>> post(Statements statements, Map<UUID, Issued> issued, Instant now) {
        Map<UUID, NewInvoice> posted = new LinkedHashMap<>();
        issued.forEach((organization, each) -> {
            Invoice invoice = each.invoice();
            posted.put(
                    organization,
                    new NewInvoice(new Voucher(invoice.currency(), invoice.id(), null, null, now), operation(invoice)));
        });
        return book.post(statements, posted)
                .invoke(all -> all.forEach((organization, each) -> Objects.requireNonNull(issued.get(organization))
                        .invoice()
                        .settle(each.receivable())));
    }

    /** The event of an invoice that customer credit paid when it was issued. */
    Optional<Event> paid(UUID organization, Invoice invoice, Instant now, @Nullable Origin origin) {
        return isPaidByCredit(invoice)
                ? Optional.of(outbox.event(
                        EventTypes.INVOICE_SETTLED,
                        settled(organization, invoice, SettlementStatus.PAID, 0, now),
                        origin == null ? null : origin.traceparent()))
                : Optional.empty();
    }

    private static boolean isPaidByCredit(Invoice invoice) {
        return invoice.status() == InvoiceStatus.PAID && invoice.totalMinor() > 0;
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
        return postCreditNote(tenant, note, corrects, null);
    }

    private Uni<CreditNoteSettlement> postCreditNote(
            Tenant tenant, IssuedCreditNote note, @Nullable UUID corrects, @Nullable String traceparent) {
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
                                .chain(invoice -> post(tenant, voucher, note, invoice, traceparent)));
    }

    private Uni<CreditNoteSettlement> post(
            Tenant tenant,
            Voucher voucher,
            IssuedCreditNote note,
            IssuedInvoice invoice,
            @Nullable String traceparent) {
        Receivable before = invoice.receivable();
        return book.postCreditNote(tenant, voucher, invoice.id(), before, operation(note, before.number()))
                .map(posting -> posted(note, posting))
                .map(ledger -> Objects.requireNonNull(ledger.receivables().get(before.number())))
                .call(after -> after.equals(before)
                        ? Uni.createFrom().voidItem()
                        : settle(tenant, invoice.id(), after, note.at(), traceparent))
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
        return posted(tenant, issued.stream().map(Invoice::id).toList()).map(posted -> {
            Map<UUID, Long> open = new HashMap<>();
            issued.forEach(invoice -> open.put(invoice.id(), openMinor(invoice, posted)));
            return open;
        });
    }

    /** What the ledger says is still to be paid of invoices; those without an entry are left out. */
    Uni<Map<UUID, Long>> posted(Tenant tenant, List<UUID> issued) {
        return book.openMinor(tenant, issued);
    }

    /** What is still to be paid of an invoice: one without an entry is of a version before, and is not posted yet. */
    static long openMinor(Invoice invoice, Map<UUID, Long> posted) {
        return posted.getOrDefault(invoice.id(), invoice.status() == InvoiceStatus.OPEN ? invoice.totalMinor() : 0);
    }

    /** Notes where an invoice stands after something was posted, and publishes it once nothing more is expected. */
    public Uni<Void> settle(Tenant tenant, UUID id, Receivable receivable, Instant now, @Nullable String traceparent) {
        return invoices.findById(new OrgScopedId(tenant.organizationId(), id))
                .invoke(invoice -> invoice.settle(receivable))
                .call(() -> tenant.session().flush())
                .chain(invoice -> settlement(receivable)
                        .map(status -> publish(tenant, invoice, status, receivable.writtenOffMinor(), now, traceparent))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private static Optional<SettlementStatus> settlement(Receivable receivable) {
        return switch (receivable.status()) {
            case OPEN -> Optional.empty();
            case PAID -> Optional.of(SettlementStatus.PAID);
            case VOID -> Optional.of(SettlementStatus.VOID);
            case UNCOLLECTIBLE -> Optional.of(SettlementStatus.UNCOLLECTIBLE);
        };
    }

    private Uni<Void> publish(
            Tenant tenant,
            Invoice invoice,
            SettlementStatus status,
            long openMinor,
            Instant now,
            @Nullable String traceparent) {
        return outbox.append(
                tenant,
                EventTypes.INVOICE_SETTLED,
                settled(tenant.organizationId(), invoice, status, openMinor, now),
                traceparent);
    }

    private static InvoiceSettled settled(
            UUID organization, Invoice invoice, SettlementStatus status, long openMinor, Instant now) {
        return new InvoiceSettled(organization, invoice.id(), status, openMinor, invoice.currency(), now);
    }
}
