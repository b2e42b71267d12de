package io.enterprisemode.client.entitlement;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A quantity that is held for usage to come.
 *
 * @param meter code of the meter
 * @param workspaceId where it will be used
 * @param quantity that was held, in the meter's unit
 * @param reservedAt the time of the usage it becomes, also when it is committed later
 * @param expiresAt from then on it holds nothing
 * @param settledAt when it was committed or released; null before
 * @param committedQuantity what it has become; null unless committed
 * @param standing the figures of the meter after a commit, when that is repeated as they are now; null otherwise,
 *     without a subscription, and for callers with a part of the organization
 */
public record Reservation(
        UUID id,
        String meter,
        UUID workspaceId,
        long quantity,
        ReservationState state,
        Instant reservedAt,
        Instant expiresAt,
        @Nullable Instant settledAt,
        @Nullable Long committedQuantity,
        @Nullable LimitStatus standing) {}
