package io.enterprisemode.billing.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.money.Money;
import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as it is shown.
 *
 * @param price of one interval
 * @param startedAt anchor of the billing cycle
 * @param currentPeriodStart of the period that contains now, or of the first one when it lies ahead
 * @param currentPeriodEnd excluded
 * @param workspaceLimit left out: unlimited
 * @param memberLimit left out: unlimited
 * @param automatic whether the organization got it by itself and has not chosen a plan yet: subscribing replaces it
 * @param revision grows with every change
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Subscription")
record SubscriptionView(
        UUID id,
        String plan,
        int planVersion,
        String planName,
        SubscriptionStatus status,
        BillingInterval interval,
        Money price,
        Instant startedAt,
        Instant currentPeriodStart,
        Instant currentPeriodEnd,
        @Nullable Integer workspaceLimit,
        @Nullable Integer memberLimit,
        Instant createdAt,
        boolean automatic,
        long revision) {

    static SubscriptionView of(Subscription subscription, PlanVersion plan, Instant now) {
        BillingPeriod period = subscription.periodShownAt(now);
        return new SubscriptionView(
                subscription.id(),
                plan.code(),
                plan.version(),
                plan.name(),
                subscription.status(),
                subscription.interval(),
                new Money(plan.priceMinor(subscription.interval()), plan.currency()),
                subscription.startedAt(),
                period.start(),
                period.end(),
                plan.workspaceLimit(),
                plan.memberLimit(),
                subscription.createdAt(),
                subscription.isAutomatic(),
                subscription.revision());
    }
}
