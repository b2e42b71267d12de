package io.enterprisemode.billing.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.plan.Catalogue;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.subscription.SubscriptionState.Waiting;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as it is shown.
 *
 * @param price of one interval
 * @param startedAt when its trial or its first period begins
 * @param trialEnd end of its trial, from which its periods are counted; left out: there was none
 * @param currentPeriodStart of the fee period that runs, or of the first one when it lies ahead
 * @param currentPeriodEnd excluded
 * @param pendingChange what waits for the end of the fee period; left out: nothing
 * @param cancelAt when a cancellation that waits will take effect; left out: none waits
 * @param endedAt left out: it goes on
 * @param workspaceLimit left out: unlimited
 * @param memberLimit left out: unlimited
 * @param automatic whether the organization got it by itself and has not chosen a plan yet: subscribing replaces it
 * @param availableActions what can be done about it now
 * @param revision grows with every change
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Subscription",
        requiredProperties = {
            "id",
            "plan",
            "planVersion",
            "planName",
            "status",
            "interval",
            "price",
            "startedAt",
            "currentPeriodStart",
            "currentPeriodEnd",
            "createdAt",
            "automatic",
            "availableActions",
            "revision"
        })
record SubscriptionView(
        UUID id,
        String plan,
        int planVersion,
        String planName,
        SubscriptionStatus status,
        BillingInterval interval,
        Money price,
        Instant startedAt,
        @Nullable Instant trialEnd,
        Instant currentPeriodStart,
        Instant currentPeriodEnd,
        @Nullable PendingChangeView pendingChange,
        @Nullable Instant cancelAt,
        @Nullable Instant endedAt,
        @Nullable Integer workspaceLimit,
        @Nullable Integer memberLimit,
        Instant createdAt,
        boolean automatic,
        List<SubscriptionAction> availableActions,
        long revision) {

    SubscriptionView {
        availableActions = List.copyOf(availableActions);
    }

    /**
     * A change that waits.
     *
     * @param price of one interval
     * @param at when it takes effect
     */
    @Schema(name = "PendingChange")
    record PendingChangeView(
            String plan, int planVersion, String planName, BillingInterval interval, Money price, Instant at) {}

    static SubscriptionView of(Subscription subscription, Catalogue catalogue, Instant now) {
        PlanVersion plan = catalogue.version(subscription.plan(), subscription.planVersion());
        String currency = subscription.currency() == null ? plan.currency() : subscription.currency();
        BillingPeriod period = subscription.periodShownAt(now);
        Waiting waiting = subscription.waiting();
        Set<SubscriptionAction> available =
                SubscriptionAction.available(subscription.status(), waiting != null, subscription.isBeforeFirstFee());
        return new SubscriptionView(
                subscription.id(),
                plan.code(),
                plan.version(),
                plan.name(),
                subscription.status(),
                subscription.interval(),
                price(plan, subscription.interval(), currency),
                subscription.startedAt(),
                subscription.trialStart() == null ? null : subscription.anchor(),
                period.start(),
                period.end(),
                waiting instanceof Waiting.Change(PlanKey to, BillingInterval interval)
                        ? pending(catalogue.version(to.plan(), to.version()), interval, currency, subscription)
                        : null,
                waiting instanceof Waiting.Cancellation ? subscription.waitsUntil() : null,
                subscription.endedAt(),
                plan.workspaceLimit(),
                plan.memberLimit(),
                subscription.createdAt(),
                subscription.isAutomatic(),
                List.copyOf(available),
                subscription.revision());
    }

    private static PendingChangeView pending(
            PlanVersion to, BillingInterval interval, String currency, Subscription subscription) {
        return new PendingChangeView(
                to.code(), to.version(), to.name(), interval, price(to, interval, currency), subscription.waitsUntil());
    }

    private static Money price(PlanVersion plan, BillingInterval interval, String currency) {
        return new Money(plan.price(currency).orElseThrow().of(interval), currency);
    }
}
