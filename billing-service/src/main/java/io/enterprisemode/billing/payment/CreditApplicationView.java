package io.enterprisemode.billing.payment;

import io.enterprisemode.billing.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Customer credit that was applied to an invoice.
 *
 * @param open what is still to be paid of the invoice
 * @param credit what the customer is owed after it
 */
@Schema(name = "CreditApplication")
record CreditApplicationView(
        UUID invoiceId, String invoiceNumber, Money amount, Instant recordedAt, Money open, Money credit) {}
