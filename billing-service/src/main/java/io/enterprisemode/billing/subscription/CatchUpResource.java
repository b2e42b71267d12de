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
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The operator does what is due of an organization, and sets its clock where that is allowed. */
@Path("/api/billing/organizations/{organizationId}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Subscriptions")
class CatchUpResource {

    private final CatchUp catchUp;
    private final OrganizationClock clock;
    private final CurrentRequest current;

    CatchUpResource(CatchUp catchUp, OrganizationClock clock, CurrentRequest current) {
        this.catchUp = catchUp;
        this.clock = clock;
        this.current = current;
    }

    @POST
    @Path("/catch-up")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "Do what is due of the subscriptions of an organization now", description = """
                    Periods end, what waits takes effect, and documents whose grace is over are finalized, as the \\
                    scheduler does by itself a little later.""")
    public Uni<CatchUpView> catchUp(@PathParam("organizationId") String organizationId) {
        return catchUp.run(organization(organizationId), current.origin());
    }

    @PUT
    @Path("/clock")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "Set the clock of an organization, for demo data and tests", description = """
                    Its subscriptions are billed and its usage is taken in by that time, which stands still until it \\
                    is set again or taken away. Only where enterprise.seeding.clock allows it.""")
    @APIResponse(responseCode = "204", description = "Set")
    @APIResponse(responseCode = "404", description = "Clocks cannot be set in this installation")
    public Uni<Void> setClock(
            @PathParam("organizationId") String organizationId, @NotNull @Valid SetClockRequest request) {
        UUID organization = organization(organizationId);
        requireSettable();
        clock.set(organization, request.at());
        return Uni.createFrom().voidItem();
    }

    @DELETE
    @Path("/clock")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "Take the clock of an organization away: the time of the system holds again")
    @APIResponse(responseCode = "204", description = "Taken away")
    @APIResponse(responseCode = "404", description = "Clocks cannot be set in this installation")
    public Uni<Void> resetClock(@PathParam("organizationId") String organizationId) {
        UUID organization = organization(organizationId);
        requireSettable();
        clock.reset(organization);
        return Uni.createFrom().voidItem();
    }

    private void requireSettable() {
        if (!clock.isSettable()) {
            throw ProblemException.notFound("clock that can be set");
        }
    }

    private static UUID organization(String organizationId) {
        return Parameters.uuid("organizationId", organizationId)
                .orElseThrow(() -> ProblemException.notFound("organization"));
    }
}
