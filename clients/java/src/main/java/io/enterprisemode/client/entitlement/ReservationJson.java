package io.enterprisemode.client.entitlement;

import io.enterprisemode.client.internal.JsonObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads answers about reservations; properties of later versions are ignored. */
final class ReservationJson {

    private ReservationJson() {}

    static ReservationAnswer answer(JsonObject answer) {
        JsonObject reservation = answer.optionalObject("reservation");
        return new ReservationAnswer(
                answer.flag("allowed"),
                answer.optionalText("reason"),
                reservation == null ? null : reservation(reservation),
                standing(answer));
    }

    static Reservation reservation(JsonObject answer) {
        return new Reservation(
                UUID.fromString(answer.text("id")),
                answer.text("meter"),
                UUID.fromString(answer.text("workspaceId")),
                answer.integer("quantity"),
                EntitlementJson.constant(answer.text("state"), ReservationState.values(), ReservationState.UNKNOWN),
                answer.instant("reservedAt"),
                answer.instant("expiresAt"),
                answer.optionalInstant("settledAt"),
                answer.optionalInteger("committedQuantity"),
                standing(answer));
    }

    private static @Nullable LimitStatus standing(JsonObject answer) {
        JsonObject standing = answer.optionalObject("standing");
        return standing == null
                ? null
                : new LimitStatus(
                        standing.integer("used"),
                        standing.integer("reserved"),
                        standing.optionalInteger("limit"),
                        standing.optionalInteger("remaining"),
                        standing.flag("warn"));
    }
}
