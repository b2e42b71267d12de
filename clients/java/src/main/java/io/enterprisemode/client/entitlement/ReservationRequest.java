package io.enterprisemode.client.entitlement;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request to hold a quantity.
 *
 * @param meter code of a meter that is summed up
 * @param workspaceId where it will be used
 * @param quantity in the meter's unit, 1 to 10^15
 * @param expiresIn how long it is held, in whole seconds, 1 s to a day; null: 5 min
 * @param idempotencyKey 1 to 255 printable ASCII characters: the same request with the same key is carried out once
 */
public record ReservationRequest(
        String meter,
        UUID workspaceId,
        long quantity,
        @Nullable Duration expiresIn,
        String idempotencyKey) {

    /** A request with a random key: send this object again to repeat it. */
    public static ReservationRequest of(String meter, UUID workspaceId, long quantity) {
        return new ReservationRequest(
                meter, workspaceId, quantity, null, UUID.randomUUID().toString());
    }

    /** The same, held for as long. */
    public ReservationRequest expiringIn(Duration time) {
        return new ReservationRequest(meter, workspaceId, quantity, time, idempotencyKey);
    }

    /** The same with a key of your own, such as the id of a job, which holds over restarts of the application. */
    public ReservationRequest withKey(String key) {
        return new ReservationRequest(meter, workspaceId, quantity, expiresIn, key);
    }
}
