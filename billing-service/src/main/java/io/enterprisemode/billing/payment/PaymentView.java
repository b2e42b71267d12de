package io.enterprisemode.billing.payment;

import io.enterprisemode.billing.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A payment.
 *
 * @param open what is still to be paid of the invoice
 */
@Schema(name = "Payment")
record PaymentView(
        UUID id,
        UUID invoiceId,
        String invoiceNumber,
        Money amount,
        String reference,
        Instant receivedAt,
        Instant recordedAt,
        Money open) {}
