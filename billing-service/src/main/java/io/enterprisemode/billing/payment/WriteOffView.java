package io.enterprisemode.billing.payment;

import io.enterprisemode.billing.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A write-off.
 *
 * @param amount what was open of the invoice
 */
@Schema(name = "InvoiceWriteOff")
record WriteOffView(UUID invoiceId, String invoiceNumber, Money amount, String reason, Instant recordedAt) {}
