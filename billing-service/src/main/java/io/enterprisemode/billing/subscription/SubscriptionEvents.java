package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.plan.PlanVersion;
import io.enterprisemode.billing.subscription.SubscriptionState.Waiting;
import io.enterprisemode.contracts.billing.SubscriptionChanged;
import io.enterprisemode.contracts.catalogue.EventTypes;
import io.enterprisemode.contracts.events.Event;
import io.enterprisemode.kernel.messaging.Outbox;
import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.web.request.Origin;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Publishes changes of subscriptions to the other services. */
@ApplicationScoped
class SubscriptionEvents {

    private final Outbox outbox;

    SubscriptionEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * The state of the subscription after a change; the session must have been flushed, so that the revision is the new
     * one.
     */
    Uni<Void> changed(
            Tenant tenant,
            Subscription subscription,
            PlanVersion plan,
            String currency,
            Instant now,
            @Nullable String traceparent) {
        return outbox.append(
                tenant,
                EventTypes.SUBSCRIPTION_CHANGED,
                data(tenant.organizationId(), subscription, plan, currency, now),
                traceparent);
    }

    /**
     * The same event, for who appends it.
     *
     * @param origin of the request; null: it was due
     */
    Event changed(
            UUID organization,
            Subscription subscription,
            PlanVersion plan,
            String currency,
            Instant now,
            @Nullable Origin origin) {
        return outbox.event(
                EventTypes.SUBSCRIPTION_CHANGED,
                data(organization, subscription, plan, currency, now),
                origin == null ? null : origin.traceparent());
    }

    private static SubscriptionChanged data(
            UUID organization, Subscription subscription, PlanVersion plan, String currency, Instant now) {
        BillingPeriod period = subscription.periodShownAt(now);
        Waiting waiting = subscription.waiting();
        return new SubscriptionChanged(
                organization,
                subscription.id(),
                plan.code(),
                plan.version(),
                subscription.status(),
                subscription.interval(),
                plan.price(currency).orElseThrow().of(subscription.interval()),
                currency,
                subscription.startedAt(),
                period.start(),
                period.end(),
                plan.memberLimit(),
                plan.workspaceLimit(),
                subscription.revision(),
                now,
                waiting instanceof Waiting.Change change ? change.plan().plan() : null,
                waiting instanceof Waiting.Change change ? change.plan().version() : null,
                waiting instanceof Waiting.Change change ? change.interval() : null,
                subscription.waitingAt(),
                waiting instanceof Waiting.Cancellation ? subscription.waitingAt() : null,
                subscription.trialStart() == null ? null : subscription.anchor(),
                subscription.endedAt());
    }
}
