package io.enterprisemode.reporting.finance;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.reporting.revenue.SubscriptionSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A state of a subscription, from its change to the next one.
 *
 * @param revision orders the states of a subscription
 * @param priceMinor of one interval
 * @param startedAt when the subscription started
 * @param changedAt when it came into this state
 */
record SubscriptionState(
        UUID subscriptionId,
        long revision,
        SubscriptionStatus status,
        BillingInterval interval,
        long priceMinor,
        String currency,
        Instant startedAt,
        Instant changedAt) {

    /**
     * The spans of recurring revenue that the states of an organization's subscriptions amount to, by currency. The
     * first known state of a subscription holds from its start, each later one from its change. A subscription in
     * trial, suspended or canceled counts as 0.
     *
     * @param states in any order
     */
    static Map<String, List<SubscriptionSpan>> spans(List<SubscriptionState> states) {
        List<SubscriptionState> ordered = states.stream()
                .sorted(Comparator.comparing(SubscriptionState::subscriptionId)
                        .thenComparingLong(SubscriptionState::revision))
                .toList();
        Map<String, List<SubscriptionSpan>> spans = new LinkedHashMap<>();
        SubscriptionState before = null;
        for (int i = 0; i < ordered.size(); i++) {
            SubscriptionState state = ordered.get(i);
            SubscriptionState next = i + 1 < ordered.size() ? ordered.get(i + 1) : null;
            Instant from = state.from(before);
            Instant to = next != null && next.continues(state) ? next.from(state) : null;
            if (to == null || from.isBefore(to)) {
                spans.computeIfAbsent(state.currency(), currency -> new ArrayList<>())
                        .add(new SubscriptionSpan(from, to, state.interval(), state.recurringMinor()));
            }
            before = state;
        }
        return spans;
    }

    private boolean continues(@Nullable SubscriptionState other) {
        return other != null && other.subscriptionId.equals(subscriptionId);
    }

    private Instant from(@Nullable SubscriptionState before) {
        return continues(before) && changedAt.isAfter(startedAt) ? changedAt : startedAt;
    }

    private long recurringMinor() {
        return switch (status) {
            case ACTIVE, PAST_DUE -> priceMinor;
            case TRIALING, SUSPENDED, CANCELED -> 0;
        };
    }
}
