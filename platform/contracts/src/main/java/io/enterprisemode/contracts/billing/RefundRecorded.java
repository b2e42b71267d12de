package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;

/**
 * Customer credit was paid out.
 *
 * @param amountMinor what was paid back, in minor units, above 0
 * @param currency ISO 4217
 * @param recordedAt when the refund was posted to the ledger
 */
public record RefundRecorded(UUID organizationId, UUID refundId, long amountMinor, String currency, Instant recordedAt)
        implements EventData {

    public RefundRecorded {
        Require.present(organizationId, "organizationId");
        Require.present(refundId, "refundId");
        Require.that(amountMinor > 0, "amountMinor is not above 0: " + amountMinor);
        Require.currency(currency, "currency");
        Require.present(recordedAt, "recordedAt");
    }

    @Override
    public String key() {
        return organizationId.toString();
    }

    @Override
    public String subject() {
        return refundId.toString();
    }
}
