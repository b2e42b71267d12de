package io.enterprisemode.reporting.finance;

import static org.assertj.core.api.Assertions.assertThat;

import io.enterprisemode.contracts.billing.BillingInterval;
import io.enterprisemode.contracts.billing.SubscriptionStatus;
import io.enterprisemode.reporting.revenue.SubscriptionSpan;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SubscriptionStateTest {

    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final Instant START = Instant.parse("2026-01-10T00:00:00Z");

    @Test
    void aStateHoldsFromItsChangeToTheNextWhateverTheOrderTheyComeIn() {
        assertThat(SubscriptionState.spans(List.of(
                                state(FIRST, 3, SubscriptionStatus.CANCELED, 9_900, "2026-04-01T00:00:00Z"),
                                state(FIRST, 1, SubscriptionStatus.ACTIVE, 2_900, "2026-01-12T00:00:00Z"),
                                state(FIRST, 2, SubscriptionStatus.PAST_DUE, 9_900, "2026-03-01T00:00:00Z")))
                        .get("USD"))
                .containsExactly(
                        span("2026-01-10T00:00:00Z", "2026-03-01T00:00:00Z", 2_900),
                        span("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z", 9_900),
                        new SubscriptionSpan(Instant.parse("2026-04-01T00:00:00Z"), null, BillingInterval.MONTH, 0));
    }

    @Test
    void whatIsTriedOrSuspendedDoesNotRecur() {
        assertThat(SubscriptionState.spans(List.of(
                                state(FIRST, 1, SubscriptionStatus.TRIALING, 9_900, "2026-01-10T00:00:00Z"),
                                state(FIRST, 2, SubscriptionStatus.ACTIVE, 9_900, "2026-01-24T00:00:00Z"),
                                state(FIRST, 3, SubscriptionStatus.SUSPENDED, 9_900, "2026-02-24T00:00:00Z")))
                        .get("USD"))
                .extracting(SubscriptionSpan::priceMinor)
                .containsExactly(0L, 9_900L, 0L);
    }

    @Test
    void subscriptionsDoNotEndEachOther() {
        assertThat(SubscriptionState.spans(List.of(
                                state(FIRST, 1, SubscriptionStatus.ACTIVE, 2_900, "2026-01-10T00:00:00Z"),
                                state(SECOND, 1, SubscriptionStatus.ACTIVE, 9_900, "2026-02-10T00:00:00Z")))
                        .get("USD"))
                .extracting(SubscriptionSpan::to)
                .containsExactly(null, null);
    }

    @Test
    void changesBeforeTheStartTakeEffectAtTheStart() {
        assertThat(SubscriptionState.spans(List.of(
                                state(FIRST, 1, SubscriptionStatus.ACTIVE, 2_900, "2026-01-01T00:00:00Z"),
                                state(FIRST, 2, SubscriptionStatus.ACTIVE, 9_900, "2026-01-02T00:00:00Z")))
                        .get("USD"))
                .containsExactly(new SubscriptionSpan(START, null, BillingInterval.MONTH, 9_900));
    }

    private static SubscriptionState state(
            UUID subscription, long revision, SubscriptionStatus status, long priceMinor, String changedAt) {
        return new SubscriptionState(
                subscription,
                revision,
                status,
                BillingInterval.MONTH,
                priceMinor,
                "USD",
                START,
                Instant.parse(changedAt));
    }

    private static SubscriptionSpan span(String from, String to, long priceMinor) {
        return new SubscriptionSpan(Instant.parse(from), Instant.parse(to), BillingInterval.MONTH, priceMinor);
    }
}
