package io.enterprisemode.billing.invoice;

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

/** Invoices as the ledger knows them, for features that settle them. Everything is done under the ledger's lock. */
@ApplicationScoped
public class IssuedInvoices {

    /**
     * An invoice.
     *
     * @param receivable where it stands in the ledger
     */
    public record IssuedInvoice(UUID id, String currency, Receivable receivable) {}

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
                        : open(tenant, invoice).map(open -> Optional.of(issued(invoice, open))));
    }

    private static IssuedInvoice issued(Invoice invoice, long openMinor) {
        return new IssuedInvoice(invoice.id(), invoice.currency(), invoice.receivable(openMinor));
    }

    private Uni<Long> open(Tenant tenant, Invoice invoice) {
        return book.openMinor(tenant, List.of(invoice.id())).chain(open -> {
            Long minor = open.get(invoice.id());
            if (minor != null) {
                return Uni.createFrom().item(minor);
            }
            boolean isUnposted = invoice.status() == InvoiceStatus.OPEN && invoice.totalMinor() > 0;
            return isUnposted
                    ? post(tenant, invoice, DatabaseTime.now(clock))
                            .chain(() -> book.openMinor(tenant, List.of(invoice.id())))
                            .map(posted -> posted.getOrDefault(invoice.id(), 0L))
                    : Uni.createFrom().item(0L);
        });
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
