package io.enterprisemode.billing.ledger;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the statement of account.
 *
 * @param kind INVOICE_ISSUED, CREDIT_GRANTED, PAYMENT_RECORDED, CREDIT_REFUNDED or INVOICE_VOIDED
 * @param invoiceNumber of an invoice that it concerns
 * @param reference of a payment
 * @param amount what is owed more by it; negative when it is less
 * @param balance what is owed in all after it; negative when the customer is owed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "StatementEntry",
        requiredProperties = {"id", "kind", "at", "amount", "balance"})
record StatementView(
        UUID id,
        String kind,
        Instant at,
        @Nullable UUID invoiceId,
        @Nullable String invoiceNumber,
        @Nullable String reference,
        Money amount,
        Money balance) {}
