package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.json.Patch;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/billing/meters")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Plans")
class MeterResource {

    private final PlanCatalogue catalogue;
    private final Meters meters;
    private final CurrentRequest current;

    MeterResource(PlanCatalogue catalogue, Meters meters, CurrentRequest current) {
        this.catalogue = catalogue;
        this.meters = meters;
        this.current = current;
    }

    @GET
    @SignedIn
    @Operation(summary = "What usage is counted of")
    public Uni<Page<MeterView>> meters() {
        return catalogue
                .current()
                .map(known ->
                        new Page<>(known.meters().stream().map(MeterView::of).toList(), null));
    }

    @GET
    @Path("/{code}")
    @SignedIn
    @Operation(summary = "One meter")
    public Uni<RestResponse<MeterView>> meter(@PathParam("code") String code) {
        return catalogue
                .knowing(code)
                .map(known -> known.meter(code).orElseThrow(() -> ProblemException.notFound("meter")))
                .map(meter -> answer(RestResponse.Status.OK, meter));
    }

    @POST
    @RequiresInstallation(InstallationPermission.PLANS_MANAGE)
    @Operation(
            summary = "Define a meter, for all organizations",
            description = "Usage of it is taken in at once. Sending the same definition again is safe.")
    @APIResponse(
            responseCode = "201",
            description = "Defined, now or before",
            headers = {
                @Header(name = HttpHeaders.LOCATION, schema = @Schema(implementation = String.class)),
                @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class))
            },
            content = @Content(schema = @Schema(implementation = MeterView.class)))
    @APIResponse(responseCode = "409", description = "There is another meter with this code")
    public Uni<RestResponse<MeterView>> defineMeter(@NotNull @Valid DefineMeterRequest request) {
        return meters.define(current.origin(), request).map(made -> answer(RestResponse.Status.CREATED, made));
    }

    @PATCH
    @Path("/{code}")
    @Consumes({MediaType.APPLICATION_JSON, Patch.MEDIA_TYPE})
    @RequiresInstallation(InstallationPermission.PLANS_MANAGE)
    @Operation(summary = "Change name, unit or grouping of a meter, or archive it", description = """
                    A JSON Merge Patch (RFC 7396): what is left out stays, and null removes the grouping; name, unit \
                    and archived cannot be removed (400). Grouping by other properties begins with the next event. An \
                    archived meter takes no new usage (rejected: archived-meter) and nothing of it can be reserved; \
                    what was counted stays and is billed. archived: false takes it back.""")
    @APIResponse(
            responseCode = "200",
            description = "Changed",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = MeterView.class)))
    @APIResponse(responseCode = "412", description = "It has changed since it was read")
    public Uni<RestResponse<MeterView>> changeMeter(
            @PathParam("code") String code,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @NotNull @Valid ChangeMeterRequest request) {
        return meters.change(current.origin(), code, ifMatch, request)
                .map(changed -> answer(RestResponse.Status.OK, changed));
    }

    private static RestResponse<MeterView> answer(RestResponse.Status status, Meter meter) {
        RestResponse.ResponseBuilder<MeterView> answer = RestResponse.ResponseBuilder.create(
                        status, MeterView.of(meter))
                .header(HttpHeaders.ETAG, RevisionTag.of(meter.revision()));
        return (status == RestResponse.Status.CREATED
                        ? answer.header(HttpHeaders.LOCATION, "/api/billing/meters/" + meter.code())
                        : answer)
                .build();
    }
}
