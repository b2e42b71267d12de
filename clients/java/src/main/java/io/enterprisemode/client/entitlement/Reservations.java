package io.enterprisemode.client.entitlement;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds quantities before they are used: what is held counts against the limit until it is committed, released or
 * expires. Every call may be repeated: it is carried out once. Each asks the service, and throws
 * {@link EntitlementsException} when the service refuses or does not answer.
 */
public final class Reservations {

    private final EntitlementsApi api;

    Reservations(EntitlementsApi api) {
        this.api = api;
    }

    /**
     * Holds a quantity. A limit that does not admit it is an answer, not an exception.
     *
     * @throws EntitlementsException 400 with field errors when the caller has no such workspace, there is no such
     *     meter, it cannot be reserved, or a value is out of range; 422: the key was used for another request; 429: too
     *     many are held; others as of {@link EntitlementsClient#check}
     */
    public ReservationAnswer reserve(ReservationRequest request) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("meter", request.meter());
        body.put("workspaceId", request.workspaceId().toString());
        body.put("quantity", request.quantity());
        Duration expiresIn = request.expiresIn();
        if (expiresIn != null) {
            body.put("expiresInSeconds", expiresIn.toSeconds());
        }
        return EntitlementJson.read(
                api.post(
                        EntitlementsApi.PATH + "/reserve",
                        EntitlementJson.write(body),
                        Map.of("Idempotency-Key", request.idempotencyKey())),
                ReservationJson::answer);
    }

    /**
     * A reservation as it stands.
     *
     * @throws EntitlementsException 404: there is none of this id for the caller; others as of
     *     {@link EntitlementsClient#check}
     */
    public Reservation find(UUID id) {
        return EntitlementJson.read(api.get(path(id), null).body(), ReservationJson::reservation);
    }

    /** Turns a reservation into usage; see {@link #commit(UUID, long, Map)}. */
    public Reservation commit(UUID id, long quantity) {
        return commit(id, quantity, Map.of());
    }

    /**
     * Turns a reservation into one usage event of the time at which it was made.
     *
     * @param quantity what was used, 0 to 10^15: less than what is held gives the rest back, more is counted as far as
     *     the limit admits it
     * @param properties of the usage event, of JSON's types
     * @throws EntitlementsException 409 when it was committed with another quantity, released or has expired
     *     ({@code reservation-settled}), the limit does not admit that much, or its usage cannot be counted
     *     ({@code reservation-not-committed}); 404: there is none of this id for the caller; others as of
     *     {@link EntitlementsClient#check}
     */
    public Reservation commit(UUID id, long quantity, Map<String, ? extends @Nullable Object> properties) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("quantity", quantity));
        if (!properties.isEmpty()) {
            body.put("properties", properties);
        }
        return settled(path(id) + "/commit", EntitlementJson.write(body));
    }

    /**
     * Gives back what is held.
     *
     * @throws EntitlementsException 409 when it was committed or has expired ({@code reservation-settled}); 404: there
     *     is none of this id for the caller; others as of {@link EntitlementsClient#check}
     */
    public Reservation release(UUID id) {
        return settled(path(id) + "/release", null);
    }

    private Reservation settled(String path, @Nullable String body) {
        return EntitlementJson.read(api.post(path, body, Map.of()), ReservationJson::reservation);
    }

    private static String path(UUID id) {
        return EntitlementsApi.PATH + "/reservations/" + id;
    }
}
