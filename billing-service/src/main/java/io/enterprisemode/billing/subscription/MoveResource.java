package io.enterprisemode.billing.subscription;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Moves subscriptions to other versions of their plans. */
@Path("/api/billing/plans")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Subscriptions")
class MoveResource {

    private final MoveSubscriptions moves;
    private final CurrentRequest current;

    MoveResource(MoveSubscriptions moves, CurrentRequest current) {
        this.moves = moves;
        this.current = current;
    }

    @POST
    @Path("/{code}/versions/{version}/move")
    @RequiresInstallation(InstallationPermission.PLANS_MANAGE)
    @Operation(summary = "Move the subscriptions of a plan to one of its versions", description = """
                    Each has it from its next fee period on, as a change that waits and that its organization can \
                    undo. Subscriptions for which something waits already stay as they are.""")
    @APIResponse(
            responseCode = "200",
            description = "Scheduled",
            content = @Content(schema = @Schema(implementation = MoveView.class)))
    @APIResponse(responseCode = "404", description = "There is no such version")
    public Uni<MoveView> moveSubscriptions(@PathParam("code") String code, @PathParam("version") String version) {
        return moves.move(code, Parameters.integer("version", version, 1, Integer.MAX_VALUE, 1), current.origin());
    }
}
