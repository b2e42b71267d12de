package io.enterprisemode.billing.reservation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.billing.metering.LimitStatus;
import io.enterprisemode.billing.metering.Refusal;
import io.enterprisemode.web.access.Reach;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether a quantity is held.
 *
 * @param reason why not: {@code no-subscription}, {@code subscription-suspended} or {@code limit-reached}
 * @param reservation left out when nothing is held
 * @param standing of the meter after the decision; of a repeated request as it is now; left out without a subscription,
 *     and for callers with a part of the organization
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "ReserveUsageView",
        requiredProperties = {"allowed"})
public record ReserveUsageView(
        boolean allowed,
        @Nullable String reason,
        @Nullable ReservationView reservation,
        @Nullable LimitStatus standing) {

    /** The same for a caller who may not know what the whole organization has used. */
    ReserveUsageView within(Reach reach) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> this;
            case Reach.Subtrees some -> new ReserveUsageView(allowed, reason, reservation, null);
        };
    }

    static ReserveUsageView held(ReservationView reservation, @Nullable LimitStatus standing) {
        return new ReserveUsageView(true, null, reservation, standing);
    }

    boolean wasRefusedFor(Refusal refusal) {
        return refusal.code().equals(reason);
    }

    static ReserveUsageView refused(Refusal refusal, @Nullable LimitStatus standing) {
        return new ReserveUsageView(false, refusal.code(), null, standing);
    }
}
