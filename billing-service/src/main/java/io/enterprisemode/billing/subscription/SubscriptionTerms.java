package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What an organization has subscribed to.
 *
 * @param startedAt anchor of the billing cycle; may lie ahead
 */
public record SubscriptionTerms(
        UUID id, String plan, int planVersion, BillingInterval interval, SubscriptionStatus status, Instant startedAt) {

    /** The billing period that contains the instant; empty before the subscription starts. */
    public Optional<BillingPeriod> periodAt(Instant at) {
        return BillingPeriods.containing(startedAt, interval, at);
    }

    /** Whether the state of the subscription lets usage in. */
    public boolean entitles() {
        return switch (status) {
            case TRIALING, ACTIVE, PAST_DUE -> true;
            case SUSPENDED, CANCELED -> false;
        };
    }
}
