package io.enterprisemode.billing.invoice;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
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

/**
 * Checks of everything that was billed. They are for whoever is responsible for invoices: they read the raw usage of
 * all organizations, and name documents of them.
 */
@Path("/api/billing/recomputations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Invoices")
class RecomputationResource {

    private final RecomputationJob job;
    private final CurrentRequest current;

    RecomputationResource(RecomputationJob job, CurrentRequest current) {
        this.job = job;
        this.current = current;
    }

    @POST
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(
            summary = "Recompute everything that was billed of all organizations",
            description = "It goes on by itself, one organization after another; one at a time.")
    @APIResponse(
            responseCode = "202",
            description = "Started",
            headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = RecomputationView.class)))
    @APIResponse(responseCode = "409", description = "Another one is running")
    public Uni<RestResponse<RecomputationView>> recompute() {
        return job.start(current.origin())
                .map(started -> RestResponse.ResponseBuilder.create(RestResponse.Status.ACCEPTED, started)
                        .header(HttpHeaders.LOCATION, "/api/billing/recomputations/" + started.id())
                        .build());
    }

    @GET
    @Path("/{id}")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "How far a recomputation is, and what it found")
    public Uni<RecomputationView> recomputation(@PathParam("id") String id) {
        return job.find(Parameters.uuid("id", id).orElseThrow(() -> ProblemException.notFound("recomputation")));
    }
}
