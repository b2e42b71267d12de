package io.enterprisemode.billing.reservation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.metering.LimitStatus;
import io.enterprisemode.web.access.Reach;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A quantity that is held for usage to come, as it stands.
 *
 * @param meter code of the meter
 * @param quantity that was held
 * @param reservedAt the time of the usage it becomes, also when it is committed later
 * @param expiresAt from then on it holds nothing
 * @param settledAt when it was committed or released; left out before
 * @param committedQuantity what it has become; left out unless committed
 * @param standing of the meter after a commit, as it is now when that is repeated; left out otherwise, without a
 *     subscription, and for callers with a part of the organization
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Reservation",
        requiredProperties = {"id", "meter", "workspaceId", "quantity", "state", "reservedAt", "expiresAt"})
public record ReservationView(
        UUID id,
        String meter,
        UUID workspaceId,
        long quantity,
        ReservationState state,
        Instant reservedAt,
        Instant expiresAt,
        @Nullable Instant settledAt,
        @Nullable Long committedQuantity,
        @Nullable LimitStatus standing) {

    /** The same for a caller who may not know what the whole organization has used. */
    ReservationView within(Reach reach) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> this;
            case Reach.Subtrees some -> with(null);
        };
    }

    ReservationView with(@Nullable LimitStatus other) {
        return new ReservationView(
                id, meter, workspaceId, quantity, state, reservedAt, expiresAt, settledAt, committedQuantity, other);
    }
}
