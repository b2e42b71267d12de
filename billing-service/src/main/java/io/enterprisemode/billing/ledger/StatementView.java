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
 * @param kind INVOICE_ISSUED, CREDIT_GRANTED, PAYMENT_RECORDED, CREDIT_REFUNDED, INVOICE_VOIDED, CREDIT_APPLIED or
 *     INVOICE_WRITTEN_OFF
 * @param invoiceNumber of an invoice that it concerns
 * @param reference of a payment
 * @param amount what is owed more by it; negative when it is less, 0 when credit is applied or an invoice written off
 * @param moved of an entry whose amount is 0: the credit that was applied, or what was written off
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
        @Nullable Money moved,
        Money balance) {}
