package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** More trials of an organization, by the operator's leave. */
@Path("/api/billing/organizations/{organizationId}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Subscriptions")
class TrialResource {

    private final Trials trials;
    private final CurrentRequest current;

    TrialResource(Trials trials, CurrentRequest current) {
        this.trials = trials;
        this.current = current;
    }

    @POST
    @Path("/trials")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "Allow an organization one more trial of a plan")
    @APIResponse(responseCode = "204", description = "Allowed")
    public Uni<Void> allowTrial(
            @PathParam("organizationId") String organizationId, @NotNull @Valid AllowTrialRequest request) {
        return trials.giveLeave(
                Parameters.uuid("organizationId", organizationId)
                        .orElseThrow(() -> ProblemException.notFound("organization")),
                current.origin(),
                request.plan());
    }
}
