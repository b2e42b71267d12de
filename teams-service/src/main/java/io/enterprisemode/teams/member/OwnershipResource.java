package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The ownership of an organization. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/organizations/{organizationId}/ownership")
@Tag(name = "Organizations")
class OwnershipResource {

    private final OwnershipService ownership;
    private final CurrentRequest current;

    OwnershipResource(OwnershipService ownership, CurrentRequest current) {
        this.ownership = ownership;
        this.current = current;
    }

    /**
     * Hands the organization over to another member: that one becomes OWNER and the caller, who must be one, no longer
     * is.
     */
    @POST
    @Requires(Permission.ROLE_ASSIGN)
    @APIResponseSchema(value = OwnershipTransferView.class, responseCode = "200")
    @APIResponse(
            responseCode = "409",
            description = "The deletion of the organization was asked for; or a request with this key is running")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<OwnershipTransferView> transferOwnership(
            @PathParam("organizationId") UUID organizationId,
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key,
            @NotNull @Valid OwnershipRequest request) {
        if (!organizationId.equals(current.organization())) {
            throw ProblemException.notFound("organization");
        }
        return ownership.transfer(organizationId, current.origin(), key, request);
    }
}
