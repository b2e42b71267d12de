package io.enterprisemode.billing.payment;

import io.enterprisemode.contracts.billing.PaymentRecorded;
import io.enterprisemode.contracts.billing.RefundRecorded;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Publishes payments and refunds, each in the transaction of the change. */
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
}
