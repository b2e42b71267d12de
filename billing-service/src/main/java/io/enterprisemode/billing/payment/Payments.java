package io.enterprisemode.billing.payment;

import com.github.f4b6a3.uuid.UuidCreator;
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
 * Payments, refunds and void invoices, as the operator records them. Each is posted to the ledger with its document.
 */
@ApplicationScoped
class Payments {

    private static final Logger LOG = Logger.getLogger(Payments.class);

    private static final String PAYMENT = """
            insert into payment (org_id, id, invoice_id, amount_minor, currency, received_at, reference, recorded_at,
                recorded_by)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)""";

    private static final String REFUND = """
            insert into refund (org_id, id, amount_minor, currency, reason, recorded_at, recorded_by)
            values (?1, ?2, ?3, ?4, ?5, ?6, ?7)""";

    private final TenantTransactions transactions;
    private final IssuedInvoices invoices;
    private final LedgerBook book;
    private final Idempotency idempotency;
    private final PaymentEvents events;
    private final AuditTrail audit;
    private final Clock clock;

    Payments(
            TenantTransactions transactions,
            IssuedInvoices invoices,
            LedgerBook book,
            Idempotency idempotency,
            PaymentEvents events,
            AuditTrail audit,
            Clock clock) {
        this.transactions = transactions;
        this.invoices = invoices;
        this.book = book;
        this.idempotency = idempotency;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    /** Records what was paid towards an open invoice. */
    Uni<PaymentView> record(
            UUID organization, UUID invoiceId, Origin origin, @Nullable String key, RecordPaymentRequest request) {
        IdempotentCall call =
                IdempotentCall.of(origin.caller().principalId(), "POST payments of " + invoiceId, key, request);
        return transactions.inOrganization(
                organization,
                tenant -> idempotency.once(
                        tenant, call, PaymentView.class, () -> record(tenant, invoiceId, origin, request)));
    }

    private Uni<PaymentView> record(Tenant tenant, UUID invoiceId, Origin origin, RecordPaymentRequest request) {
        Instant now = DatabaseTime.now(clock);
        UUID id = UuidCreator.getTimeOrderedEpoch();
        Instant receivedAt = request.receivedAt() == null ? now : request.receivedAt();
        if (receivedAt.isAfter(now)) {
            throw ProblemException.invalid("/receivedAt", "must not lie ahead");
        }
        return invoice(tenant, invoiceId).chain(invoice -> {
            if (!invoice.currency().equals(request.currency())) {
                throw ProblemException.invalid("/currency", "must be that of the invoice: " + invoice.currency());
            }
            return tenant.session()
                    .createNativeQuery(PAYMENT)
                    .setParameter(1, tenant.organizationId())
                    .setParameter(2, id)
                    .setParameter(3, invoiceId)
                    .setParameter(4, request.amountMinor())
                    .setParameter(5, request.currency())
                    .setParameter(6, receivedAt)
                    .setParameter(7, request.reference())
                    .setParameter(8, now)
                    .setParameter(9, origin.caller().principalId())
                    .executeUpdate()
                    .chain(() -> settle(
                            tenant,
                            invoice,
                            new Voucher(request.currency(), invoiceId, id, null, now),
                            new LedgerOperation.RecordPayment(
                                    invoice.receivable().number(), request.amountMinor()),
                            origin))
                    .call(after -> audit.record(
                            tenant,
                            origin,
                            entry(
                                    "billing.payment.recorded",
                                    invoice,
                                    Map.of(
                                            "paymentId", id.toString(),
                                            "amountMinor", request.amountMinor(),
                                            "currency", request.currency(),
                                            "reference", request.reference()))))
                    .invoke(after -> LOG.infof(
                            "organization %s paid %d %s towards %s",
                            tenant.organizationId(), request.amountMinor(), request.currency(), after.number()))
                    .chain(after -> {
                        PaymentView payment = new PaymentView(
                                id,
                                invoiceId,
                                after.number(),
                                new Money(request.amountMinor(), request.currency()),
                                request.reference(),
                                receivedAt,
                                now,
                                new Money(after.openMinor(), request.currency()));
                        return events.recorded(tenant, payment, origin.traceparent())
                                .replaceWith(payment);
                    });
        });
    }

    private Uni<IssuedInvoice> invoice(Tenant tenant, UUID id) {
        return book.lock(tenant)
                .chain(() -> invoices.find(tenant, id))
                .map(found -> found.orElseThrow(() -> ProblemException.notFound("invoice")));
    }

    private Uni<Receivable> settle(
            Tenant tenant, IssuedInvoice invoice, Voucher voucher, LedgerOperation operation, Origin origin) {
        String number = invoice.receivable().number();
        return book.post(tenant, voucher, Map.of(number, invoice.receivable()), operation)
                .map(Payments::posted)
                .map(ledger -> Objects.requireNonNull(ledger.receivables().get(number)))
                .call(after -> invoices.settle(tenant, invoice.id(), after, voucher.at(), origin.traceparent()));
    }

    private static Ledger posted(Posting posting) {
        return switch (posting) {
            case Posting.Posted(Ledger ledger, var entries) -> ledger;
            case Posting.Refused(Posting.Reason reason) -> throw PaymentProblems.of(reason);
        };
    }

    private static AuditEntry entry(String action, IssuedInvoice invoice, Map<String, Object> details) {
        return AuditEntry.of(
                AuditCategory.BILLING,
                action,
                new Target(
                        "invoice", invoice.id().toString(), invoice.receivable().number()),
                details);
    }

    /** Declares an invoice void towards which nothing was paid; doing so again has no effect. */
    Uni<Void> voidInvoice(UUID organization, UUID invoiceId, Origin origin) {
        return transactions.inOrganization(
                organization,
                tenant -> invoice(tenant, invoiceId).chain(invoice -> {
                    if (invoice.receivable().isVoid()) {
                        return Uni.createFrom().voidItem();
                    }
                    Voucher voucher = new Voucher(invoice.currency(), invoiceId, null, null, DatabaseTime.now(clock));
                    return settle(
                                    tenant,
                                    invoice,
                                    voucher,
                                    new LedgerOperation.VoidInvoice(
                                            invoice.receivable().number()),
                                    origin)
                            .call(() -> audit.record(
                                    tenant,
                                    origin,
                                    entry(
                                            "billing.invoice.voided",
                                            invoice,
                                            Map.of(
                                                    "totalMinor",
                                                    invoice.receivable().grossMinor()))))
                            .replaceWithVoid();
                }));
    }

    /** Records that customer credit was paid out. */
    Uni<RefundView> refund(UUID organization, Origin origin, @Nullable String key, RefundRequest request) {
        IdempotentCall call =
                IdempotentCall.of(origin.caller().principalId(), "POST refunds of " + organization, key, request);
        return transactions.inOrganization(
                organization,
                tenant -> idempotency.once(tenant, call, RefundView.class, () -> refund(tenant, origin, request)));
    }

    private Uni<RefundView> refund(Tenant tenant, Origin origin, RefundRequest request) {
        Instant now = DatabaseTime.now(clock);
        UUID id = UuidCreator.getTimeOrderedEpoch();
        return book.lock(tenant)
                .chain(() -> tenant.session()
                        .createNativeQuery(REFUND)
                        .setParameter(1, tenant.organizationId())
                        .setParameter(2, id)
                        .setParameter(3, request.amountMinor())
                        .setParameter(4, request.currency())
                        .setParameter(5, request.reason())
                        .setParameter(6, now)
                        .setParameter(7, origin.caller().principalId())
                        .executeUpdate())
                .chain(() -> book.post(
                        tenant,
                        new Voucher(request.currency(), null, null, id, now),
                        Map.of(),
                        new LedgerOperation.RefundCredit(request.amountMinor())))
                .map(Payments::posted)
                .call(() -> audit.record(
                        tenant,
                        origin,
                        AuditEntry.of(
                                AuditCategory.BILLING,
                                "billing.credit.refunded",
                                new Target("refund", id.toString(), null),
                                Map.of(
                                        "amountMinor", request.amountMinor(),
                                        "currency", request.currency(),
                                        "reason", request.reason()))))
                .map(after -> new RefundView(
                        id,
                        new Money(request.amountMinor(), request.currency()),
                        request.reason(),
                        now,
                        new Money(after.customerCreditMinor(), request.currency())))
                .call(refund -> events.refunded(tenant, refund, origin.traceparent()));
    }
}
