package io.enterprisemode.billing.reservation;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.problem.Problem;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Holding a quantity before it is used. */
@Path("/api/billing/entitlements")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Entitlements")
class ReservationResource {

    private final ReserveUsage reserveUsage;
    private final CommitReservation commitReservation;
    private final ReleaseReservation releaseReservation;
    private final ReservationReader reservations;
    private final CurrentRequest current;

    ReservationResource(
            ReserveUsage reserveUsage,
            CommitReservation commitReservation,
            ReleaseReservation releaseReservation,
            ReservationReader reservations,
            CurrentRequest current) {
        this.reserveUsage = reserveUsage;
        this.commitReservation = commitReservation;
        this.releaseReservation = releaseReservation;
        this.reservations = reservations;
        this.current = current;
    }

    @POST
    @Path("/reserve")
    @Requires(value = Permission.USAGE_WRITE, where = Requires.Where.ANY_NODE)
    @Operation(summary = "Hold a quantity before it is used", description = """
                    What is held counts against the limit of the running period until it is committed, released or \
                    expires, which it does by itself. Only meters that are summed up can be reserved. A refusal is an \
                    answer, too: allowed is false. The same request with the same Idempotency-Key is answered in the \
                    form of the first, with reservation and standing as they are now.""")
    @APIResponse(
            responseCode = "200",
            description = "Not allowed: nothing is held",
            content = @Content(schema = @Schema(implementation = ReserveUsageView.class)))
    @APIResponse(
            responseCode = "201",
            description = "Held, now or before",
            headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = ReserveUsageView.class)))
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    @APIResponse(
            responseCode = "429",
            description = "too-many-reservations: as many of the meter are held as may be, 10,000 unless configured",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<RestResponse<ReserveUsageView>> reserveUsage(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @NotNull @Valid ReserveUsageRequest request) {
        return reserveUsage
                .reserve(
                        current.organization(),
                        current.reach(Permission.USAGE_WRITE),
                        current.origin(),
                        idempotencyKey,
                        request)
                .map(answered -> answer(withReplayedHeader(answered)));
    }

    private <A> A withReplayedHeader(IdempotentAnswer<A> answered) {
        if (answered.isRepeated()) {
            current.markReplayed();
        }
        return answered.value();
    }

    private static RestResponse<ReserveUsageView> answer(ReserveUsageView answer) {
        ReservationView held = answer.reservation();
        return held == null
                ? RestResponse.ok(answer)
                : RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, answer)
                        .header(HttpHeaders.LOCATION, "/api/billing/entitlements/reservations/" + held.id())
                        .build();
    }

    @GET
    @Path("/reservations/{id}")
    @Requires(value = Permission.USAGE_READ, where = Requires.Where.ANY_NODE)
    @Operation(summary = "One reservation as it stands")
    public Uni<ReservationView> reservation(@PathParam("id") String id) {
        return reservations.find(current.organization(), current.reach(Permission.USAGE_READ), reservationId(id));
    }

    @POST
    @Path("/reservations/{id}/commit")
    @Requires(value = Permission.USAGE_WRITE, where = Requires.Where.ANY_NODE)
    @Operation(summary = "Turn a reservation into usage", description = """
                    It becomes one usage event of the time of the reservation, exactly once. The quantity may be less \
                    than what is held, and more as far as the limit admits it. Sending it again is safe.""")
    @APIResponse(
            responseCode = "200",
            description = "Committed, now or before",
            content = @Content(schema = @Schema(implementation = ReservationView.class)))
    @APIResponse(
            responseCode = "409",
            description =
                    "It was committed with another quantity, released or has expired, or the limit does not admit "
                            + "that much")
    public Uni<ReservationView> commitReservation(
            @PathParam("id") String id, @NotNull @Valid CommitReservationRequest request) {
        return commitReservation
                .commit(
                        current.organization(),
                        current.reach(Permission.USAGE_WRITE),
                        current.origin(),
                        reservationId(id),
                        request)
                .map(this::withReplayedHeader);
    }

    @POST
    @Path("/reservations/{id}/release")
    @Consumes(MediaType.WILDCARD)
    @Requires(value = Permission.USAGE_WRITE, where = Requires.Where.ANY_NODE)
    @Operation(summary = "Give back what is held", description = "Sending it again is safe.")
    @APIResponse(
            responseCode = "200",
            description = "Released, now or before",
            content = @Content(schema = @Schema(implementation = ReservationView.class)))
    @APIResponse(responseCode = "409", description = "It was committed or has expired")
    public Uni<ReservationView> releaseReservation(@PathParam("id") String id) {
        return releaseReservation
                .release(current.organization(), current.reach(Permission.USAGE_WRITE), reservationId(id))
                .map(this::withReplayedHeader);
    }

    private static UUID reservationId(String id) {
        return Parameters.uuid("id", id).orElseThrow(() -> ProblemException.notFound("reservation"));
    }
}
