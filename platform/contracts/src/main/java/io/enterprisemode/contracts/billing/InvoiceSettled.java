package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;

/**
 * Nothing more is expected of an invoice. The latest by {@code changedAt} counts: an invoice that was given up may be
 * paid after all.
 *
 * @param openMinor what is still to be paid of it, in minor units: 0 when it is PAID or VOID, what is given up when it
 *     is UNCOLLECTIBLE
 * @param currency ISO 4217, that of the invoice
 */
public record InvoiceSettled(
        UUID organizationId,
        UUID invoiceId,
        SettlementStatus status,
        long openMinor,
        String currency,
        Instant changedAt)
        implements EventData {

    public InvoiceSettled {
        Require.present(organizationId, "organizationId");
        Require.present(invoiceId, "invoiceId");
        Require.present(status, "status");
        Require.notNegative(openMinor, "openMinor");
        Require.currency(currency, "currency");
        Require.present(changedAt, "changedAt");
    }

    @Override
    public String key() {
        return organizationId.toString();
    }

    @Override
    public String subject() {
        return invoiceId.toString();
    }
}
