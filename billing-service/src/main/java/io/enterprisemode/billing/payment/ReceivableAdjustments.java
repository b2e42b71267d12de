package io.enterprisemode.billing.payment;

import io.enterprisemode.billing.invoice.IssuedInvoices;
import io.enterprisemode.billing.invoice.IssuedInvoices.IssuedInvoice;
import io.enterprisemode.billing.ledger.Ledger;
import io.enterprisemode.billing.ledger.LedgerBook;
import io.enterprisemode.billing.ledger.LedgerBook.Voucher;
import io.enterprisemode.billing.ledger.LedgerOperation;
import io.enterprisemode.billing.ledger.Posting;
import io.enterprisemode.billing.ledger.Receivable;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.contracts.audit.AuditCategory;
import io.enterprisemode.contracts.audit.Target;
import io.enterprisemode.kernel.audit.AuditEntry;
import io.enterprisemode.kernel.audit.AuditTrail;
import io.enterprisemode.kernel.idempotency.Idempotency;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.kernel.tenancy.DatabaseTime;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.kernel.tenancy.TenantTransactions;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What changes the open amount of an invoice without a payment: customer credit that is applied to it, and a write-off.
 * Both are recorded by the operator and posted to the ledger.
 */
@ApplicationScoped
class ReceivableAdjustments {

    private static final Logger LOG = Logger.getLogger(ReceivableAdjustments.class);

    private final TenantTransactions transactions;
    private final IssuedInvoices invoices;
    private final LedgerBook book;
    private final Idempotency idempotency;
    private final AuditTrail audit;
    private final Clock clock;

    ReceivableAdjustments(
            TenantTransactions transactions,
            IssuedInvoices invoices,
            LedgerBook book,
            Idempotency idempotency,
            AuditTrail audit,
            Clock clock) {
        this.transactions = transactions;
        this.invoices = invoices;
        this.book = book;
        this.idempotency = idempotency;
        this.audit = audit;
        this.clock = clock;
    }

    /** Applies customer credit to an open invoice. */
    Uni<CreditApplicationView> applyCredit(
            UUID organization, UUID invoiceId, Origin origin, @Nullable String key, ApplyCreditRequest request) {
        IdempotentCall call =
                IdempotentCall.of(origin.caller().principalId(), "POST apply-credit of " + invoiceId, key, request);
        return transactions.inOrganization(
                organization,
                tenant -> idempotency.once(
                        tenant,
                        call,
                        CreditApplicationView.class,
                        () -> applyCredit(tenant, invoiceId, origin, request)));
    }

    private Uni<CreditApplicationView> applyCredit(
            Tenant tenant, UUID invoiceId, Origin origin, ApplyCreditRequest request) {
        Instant now = DatabaseTime.now(clock);
        return invoice(tenant, invoiceId).chain(invoice -> {
            Receivable before = invoice.receivable();
            return post(
                            tenant,
                            invoice,
                            new LedgerOperation.ApplyCredit(before.number(), request.amountMinor()),
                            now,
                            origin)
                    .map(after -> new CreditApplicationView(
                            invoiceId,
                            before.number(),
                            new Money(
                                    before.openMinor()
                                            - receivable(after, invoice).openMinor(),
                                    invoice.currency()),
                            now,
                            new Money(receivable(after, invoice).openMinor(), invoice.currency()),
                            new Money(after.customerCreditMinor(), invoice.currency())))
                    .call(applied -> record(
                            tenant,
                            origin,
                            "billing.credit.applied",
                            invoice,
                            Map.of(
                                    "amountMinor", applied.amount().amountMinor(),
                                    "currency", invoice.currency())));
        });
    }

    /** Writes off what is open of an invoice. */
    Uni<WriteOffView> writeOff(
            UUID organization, UUID invoiceId, Origin origin, @Nullable String key, WriteOffRequest request) {
        IdempotentCall call =
                IdempotentCall.of(origin.caller().principalId(), "POST write-off of " + invoiceId, key, request);
        return transactions.inOrganization(
                organization,
                tenant -> idempotency.once(
                        tenant, call, WriteOffView.class, () -> writeOff(tenant, invoiceId, origin, request)));
    }

    private Uni<WriteOffView> writeOff(Tenant tenant, UUID invoiceId, Origin origin, WriteOffRequest request) {
        Instant now = DatabaseTime.now(clock);
        return invoice(tenant, invoiceId).chain(invoice -> {
            Receivable before = invoice.receivable();
            return post(tenant, invoice, new LedgerOperation.WriteOff(before.number()), now, origin)
                    .call(() -> record(
                            tenant,
                            origin,
                            "billing.invoice.written-off",
                            invoice,
                            Map.of(
                                    "amountMinor", before.openMinor(),
                                    "currency", invoice.currency(),
                                    "reason", request.reason())))
                    .invoke(() -> LOG.infof(
                            "organization %s: %d %s of %s are written off",
                            tenant.organizationId(), before.openMinor(), invoice.currency(), before.number()))
                    .map(after -> new WriteOffView(
                            invoiceId,
                            before.number(),
                            new Money(before.openMinor(), invoice.currency()),
                            request.reason(),
                            now));
        });
    }

    private Uni<IssuedInvoice> invoice(Tenant tenant, UUID id) {
        return book.lock(tenant)
                .chain(() -> invoices.find(tenant, id))
                .map(found -> found.orElseThrow(() -> ProblemException.notFound("invoice")));
    }

    /** The ledger after an operation on the invoice, which is noted on the invoice. */
    private Uni<Ledger> post(
            Tenant tenant, IssuedInvoice invoice, LedgerOperation operation, Instant now, Origin origin) {
        Receivable before = invoice.receivable();
        return book.post(
                        tenant,
                        new Voucher(invoice.currency(), invoice.id(), null, null, now),
                        Map.of(before.number(), before),
                        operation)
                .map(posting -> switch (posting) {
                    case Posting.Posted(Ledger ledger, var entries) -> ledger;
                    case Posting.Refused(Posting.Reason reason) -> throw PaymentProblems.of(reason);
                })
                .call(after ->
                        invoices.settle(tenant, invoice.id(), receivable(after, invoice), now, origin.traceparent()));
    }

    private static Receivable receivable(Ledger ledger, IssuedInvoice invoice) {
        return Objects.requireNonNull(
                ledger.receivables().get(invoice.receivable().number()));
    }

    private Uni<Void> record(
            Tenant tenant, Origin origin, String action, IssuedInvoice invoice, Map<String, Object> details) {
        return audit.record(
                tenant,
                origin,
                AuditEntry.of(
                        AuditCategory.BILLING,
                        action,
                        new Target(
                                "invoice",
                                invoice.id().toString(),
                                invoice.receivable().number()),
                        details));
    }
}
