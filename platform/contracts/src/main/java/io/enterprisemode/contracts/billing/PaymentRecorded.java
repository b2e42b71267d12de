package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;

/**
 * A payment towards an invoice was recorded. What is paid above the invoice becomes customer credit.
 *
 * @param amountMinor what was paid, in minor units, above 0
 * @param currency ISO 4217, that of the invoice
 * @param receivedAt when the money came
 * @param recordedAt when the payment was posted to the ledger
 * @param openMinor what is still to be paid of the invoice afterwards, in minor units
 */
public record PaymentRecorded(
        UUID organizationId,
        UUID paymentId,
        UUID invoiceId,
        long amountMinor,
        String currency,
        Instant receivedAt,
        Instant recordedAt,
        long openMinor)
        implements EventData {

    public PaymentRecorded {
        Require.present(organizationId, "organizationId");
        Require.present(paymentId, "paymentId");
        Require.present(invoiceId, "invoiceId");
        Require.that(amountMinor > 0, "amountMinor is not above 0: " + amountMinor);
        Require.currency(currency, "currency");
        Require.present(receivedAt, "receivedAt");
        Require.present(recordedAt, "recordedAt");
        Require.notNegative(openMinor, "openMinor");
    }

    @Override
    public String key() {
        return organizationId.toString();
    }

    @Override
    public String subject() {
        return paymentId.toString();
    }
}
