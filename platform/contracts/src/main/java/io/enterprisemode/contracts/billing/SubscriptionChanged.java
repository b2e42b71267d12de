package io.enterprisemode.contracts.billing;

import io.enterprisemode.contracts.Require;
import io.enterprisemode.contracts.events.EventData;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The current state of an organization's subscription.
 *
 * @param plan code of the plan, such as {@code professional}
 * @param planVersion from 1
 * @param priceMinor price of one interval in minor units of the currency
 * @param currency ISO 4217
 * @param currentPeriodStart included
 * @param currentPeriodEnd excluded
 * @param memberLimit null: unlimited
 * @param workspaceLimit null: unlimited
 * @param revision grows with every change of this subscription; a lower one is stale
 * @param pendingPlan code of the plan of a waiting change; null: no change waits
 * @param pendingPlanVersion version of the plan of a waiting change, from 1; there when {@code pendingPlan} is
 * @param pendingInterval interval of a waiting change
 * @param pendingAt when the waiting change or cancellation takes effect
 * @param cancelAt when a waiting cancellation takes effect; null: none waits
 * @param trialEndsAt when the trial ends; null: there is none
 * @param endedAt when it was over; null: it is live
 */
public record SubscriptionChanged(
        UUID organizationId,
        UUID subscriptionId,
        String plan,
        int planVersion,
        SubscriptionStatus status,
        BillingInterval interval,
        long priceMinor,
        String currency,
        Instant startedAt,
        Instant currentPeriodStart,
        Instant currentPeriodEnd,
        @Nullable Integer memberLimit,
        @Nullable Integer workspaceLimit,
        long revision,
        Instant changedAt,
        @Nullable String pendingPlan,
        @Nullable Integer pendingPlanVersion,
        @Nullable BillingInterval pendingInterval,
        @Nullable Instant pendingAt,
        @Nullable Instant cancelAt,
        @Nullable Instant trialEndsAt,
        @Nullable Instant endedAt)
        implements EventData {

    public SubscriptionChanged {
        Require.present(organizationId, "organizationId");
        Require.present(subscriptionId, "subscriptionId");
        Require.text(plan, "plan");
        Require.that(planVersion >= 1, "planVersion starts at 1: " + planVersion);
        Require.present(status, "status");
        Require.present(interval, "interval");
        Require.notNegative(priceMinor, "priceMinor");
        Require.currency(currency, "currency");
        Require.present(startedAt, "startedAt");
        Require.present(currentPeriodStart, "currentPeriodStart");
        Require.present(currentPeriodEnd, "currentPeriodEnd");
        Require.that(
                currentPeriodStart.isBefore(currentPeriodEnd),
                "the period ends before it starts: " + currentPeriodStart + " to " + currentPeriodEnd);
        Require.that(memberLimit == null || memberLimit >= 0, "memberLimit is negative: " + memberLimit);
        Require.that(workspaceLimit == null || workspaceLimit >= 0, "workspaceLimit is negative: " + workspaceLimit);
        Require.notNegative(revision, "revision");
        Require.present(changedAt, "changedAt");
        Require.that(pendingPlan == null || !pendingPlan.isBlank(), "pendingPlan is blank");
        Require.that(
                pendingPlanVersion == null || pendingPlanVersion >= 1,
                "pendingPlanVersion starts at 1: " + pendingPlanVersion);
        Require.that(
                (pendingPlan == null) == (pendingPlanVersion == null),
                "pendingPlan and pendingPlanVersion come together: " + pendingPlan + ", " + pendingPlanVersion);
    }

    /** A state in which nothing waits, of a subscription that is live and had no trial. */
    public SubscriptionChanged(
            UUID organizationId,
            UUID subscriptionId,
            String plan,
            int planVersion,
            SubscriptionStatus status,
            BillingInterval interval,
            long priceMinor,
            String currency,
            Instant startedAt,
            Instant currentPeriodStart,
            Instant currentPeriodEnd,
            @Nullable Integer memberLimit,
            @Nullable Integer workspaceLimit,
            long revision,
            Instant changedAt) {
        this(
                organizationId,
                subscriptionId,
                plan,
                planVersion,
                status,
                interval,
                priceMinor,
                currency,
                startedAt,
                currentPeriodStart,
                currentPeriodEnd,
                memberLimit,
                workspaceLimit,
                revision,
                changedAt,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Override
    public String key() {
        return organizationId.toString();
    }

    @Override
    public String subject() {
        return subscriptionId.toString();
    }
}
