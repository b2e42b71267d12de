package io.enterprisemode.billing.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a subscription, and how it stood afterwards.
 *
 * @param actor who asked for it; left out: nobody, it was due
 * @param pendingPlan of the change that waits; left out: none
 * @param pendingAt when what waits takes effect; left out: nothing waits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "SubscriptionHistory",
        requiredProperties = {"at", "kind", "plan", "planVersion", "interval", "status", "revision"})
record SubscriptionHistoryView(
        Instant at,
        SubscriptionHistory.Kind kind,
        @Nullable UUID actor,
        String plan,
        int planVersion,
        BillingInterval interval,
        SubscriptionStatus status,
        @Nullable String pendingPlan,
        @Nullable BillingInterval pendingInterval,
        @Nullable Instant pendingAt,
        long revision) {

    static SubscriptionHistoryView of(SubscriptionHistory row) {
        return new SubscriptionHistoryView(
                row.at(),
                row.kind(),
                row.actor(),
                row.plan(),
                row.planVersion(),
                row.interval(),
                row.status(),
                row.waitingPlan(),
                row.waitingInterval(),
                row.waitingAt(),
                row.revision());
    }
}
