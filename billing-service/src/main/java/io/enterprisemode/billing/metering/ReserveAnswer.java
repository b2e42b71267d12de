package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.enterprisemode.web.access.Reach;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether a quantity is held.
 *
 * @param reason why not: {@code no-subscription}, {@code subscription-suspended} or {@code limit-reached}
 * @param reservation left out when nothing is held
 * @param standing of the meter after the decision; of a repeated request as it is now; left out without a subscription, and for callers with
 *     a part of the organization
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "ReserveAnswer",
        requiredProperties = {"allowed"})
public record ReserveAnswer(
        boolean allowed,
        @Nullable String reason,
        @Nullable Reservation reservation,
        @Nullable Standing standing) {

    /** The same for a caller who may not know what the whole organization has used. */
    ReserveAnswer within(Reach reach) {
        return switch (reach) {
            case Reach.WholeOrganization everywhere -> this;
            case Reach.Subtrees some -> new ReserveAnswer(allowed, reason, reservation, null);
        };
    }

    static ReserveAnswer held(Reservation reservation, @Nullable Standing standing) {
        return new ReserveAnswer(true, null, reservation, standing);
    }

    boolean wasRefusedFor(Refusal refusal) {
        return refusal.code().equals(reason);
    }

    static ReserveAnswer refused(Refusal refusal, @Nullable Standing standing) {
        return new ReserveAnswer(false, refusal.code(), null, standing);
    }
}
