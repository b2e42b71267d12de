package io.enterprisemode.billing.metering;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Whether a quantity is held.
 *
 * @param reason why not: {@code no-subscription}, {@code subscription-suspended} or {@code limit-reached}
 * @param reservation left out when nothing is held
 * @param standing of the meter after the decision; left out without a subscription
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

    static ReserveAnswer held(Reservation reservation, @Nullable Standing standing) {
        return new ReserveAnswer(true, null, reservation, standing);
    }

    static ReserveAnswer refused(Refusal refusal, @Nullable Standing standing) {
        return new ReserveAnswer(false, refusal.code(), null, standing);
    }
}
