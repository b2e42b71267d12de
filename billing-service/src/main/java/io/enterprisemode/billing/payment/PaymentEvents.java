package io.enterprisemode.billing.payment;

import io.enterprisemode.billing.invoice.IssuedInvoices.IssuedInvoice;
import io.enterprisemode.billing.ledger.Receivable;
import io.enterprisemode.contracts.billing.InvoiceSettled;
import io.enterprisemode.contracts.billing.PaymentRecorded;
import io.enterprisemode.contracts.billing.RefundRecorded;
import io.enterprisemode.contracts.billing.SettlementStatus;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Publishes payments, refunds and what they make of invoices; each in the transaction of the change. */
@ApplicationScoped
class PaymentEvents {

    private final Outbox outbox;

    PaymentEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    Uni<Void> recorded(Tenant tenant, PaymentView payment, @Nullable String traceparent) {
        return outbox.append(
                tenant,
                EventTypes.PAYMENT_RECORDED,
                new PaymentRecorded(
                        tenant.organizationId(),
                        payment.id(),
                        payment.invoiceId(),
                        payment.amount().amountMinor(),
                        payment.amount().currency(),
                        payment.receivedAt(),
                        payment.recordedAt(),
                        payment.open().amountMinor()),
                traceparent);
    }

    Uni<Void> refunded(Tenant tenant, RefundView refund, @Nullable String traceparent) {
        return outbox.append(
                tenant,
                EventTypes.REFUND_RECORDED,
                new RefundRecorded(
                        tenant.organizationId(),
                        refund.id(),
                        refund.amount().amountMinor(),
                        refund.amount().currency(),
                        refund.recordedAt()),
                traceparent);
    }

    /** Where an invoice stands after something was posted; nothing is said while it is open. */
    Uni<Void> settled(
            Tenant tenant, IssuedInvoice invoice, Receivable after, Instant now, @Nullable String traceparent) {
        return switch (after.status()) {
            case OPEN -> Uni.createFrom().voidItem();
            case PAID -> settled(tenant, invoice, SettlementStatus.PAID, now, traceparent);
            case VOID -> settled(tenant, invoice, SettlementStatus.VOID, now, traceparent);
        };
    }

    private Uni<Void> settled(
            Tenant tenant, IssuedInvoice invoice, SettlementStatus status, Instant now, @Nullable String traceparent) {
        return outbox.append(
                tenant,
                EventTypes.INVOICE_SETTLED,
                new InvoiceSettled(tenant.organizationId(), invoice.id(), status, 0, invoice.currency(), now),
                traceparent);
    }
}
