package io.enterprisemode.client.entitlement;

import org.jspecify.annotations.Nullable;

/**
 * Whether a quantity is held.
 *
 * @param reason why not: {@code no-subscription}, {@code subscription-suspended} or {@code limit-reached}; null when
 *     allowed
 * @param reservation null when nothing is held; of a repeated request as it is now
 * @param standing the figures of the meter after the decision, of a repeated request as they are now; null without a
 *     subscription, and for callers with a part of the organization
 */
public record ReservationAnswer(
        boolean allowed,
        @Nullable String reason,
        @Nullable Reservation reservation,
        @Nullable LimitStatus standing) {}
