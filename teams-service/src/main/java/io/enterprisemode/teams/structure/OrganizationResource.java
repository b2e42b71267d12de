package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.teams.Answers;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.json.Patch;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Organizations. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/organizations")
@Tag(name = "Organizations")
class OrganizationResource {

    private final OrganizationService organizations;
    private final OrganizationsOfPrincipal organizationsOfPrincipal;
    private final CurrentRequest current;

    OrganizationResource(
            OrganizationService organizations,
            OrganizationsOfPrincipal organizationsOfPrincipal,
            CurrentRequest current) {
        this.organizations = organizations;
        this.organizationsOfPrincipal = organizationsOfPrincipal;
        this.current = current;
    }

    /** Founds an organization, of which the caller becomes the OWNER. */
    @POST
    @SignedIn
    @APIResponseSchema(value = OrganizationView.class, responseCode = "201")
    @APIResponse(responseCode = "409", description = "A request with this Idempotency-Key is still running")
    @APIResponse(responseCode = "429", description = "The caller has founded too many lately")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<OrganizationView>> createOrganization(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key, @NotNull @Valid OrganizationRequest request) {
        return organizations
                .create(current.origin(), key, request)
                .map(made -> Answers.created("/api/organizations/" + made.id(), made, made.revision()));
    }

    /** The organizations to which the caller belongs, with the roles held there. */
    @GET
    @SignedIn
    public Uni<Page<OrganizationMembershipView>> listOrganizations(
            @QueryParam("id")
                    @Parameter(
                            description = "Only this one, when the caller belongs to it",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    @Nullable
                    String id,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit")
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "200",
                                            defaultValue = "50"))
                    @Nullable
                    String limit) {
        int items = Paging.limit(limit);
        return organizationsOfPrincipal
                .of(current.caller().principalId(), Paging.after(cursor), items + 1, Parameters.uuid("id", id))
                .map(found -> Page.of(found, items, organization -> Cursor.of(organization.id())));
    }

    /** One organization. */
    @GET
    @Path("/{organizationId}")
    @Requires(Permission.ORG_READ)
    @APIResponseSchema(OrganizationView.class)
    public Uni<RestResponse<OrganizationView>> readOrganization(@PathParam("organizationId") UUID organizationId) {
        return organizations.read(own(organizationId)).map(found -> Answers.ok(found, found.revision()));
    }

    /**
     * Changes name, time zone, billing e-mail or tax id; what is left out stays, null removes the billing e-mail or the
     * tax id.
     */
    @PATCH
    @Path("/{organizationId}")
    @Consumes({MediaType.APPLICATION_JSON, Patch.MEDIA_TYPE})
    @Requires(Permission.ORG_UPDATE)
    @APIResponseSchema(OrganizationView.class)
    @APIResponse(responseCode = "409", description = "Its deletion was asked for")
    @APIResponse(responseCode = "412", description = "It has changed since the revision in If-Match")
    public Uni<RestResponse<OrganizationView>> changeOrganization(
            @PathParam("organizationId") UUID organizationId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @NotNull @Valid OrganizationChangeRequest request) {
        return organizations
                .change(own(organizationId), current.origin(), ifMatch, request)
                .map(changed -> Answers.ok(changed, changed.revision()));
    }

    /**
     * Asks for the deletion of the organization. Access ends at once, for owners of everything but reading here; after
     * 30 days everything in it is deleted for good. Until then an OWNER can take it back.
     */
    @POST
    @Path("/{organizationId}/deletion")
    @Requires(Permission.ORG_DELETE)
    @APIResponseSchema(value = OrganizationView.class, responseCode = "200")
    public Uni<OrganizationView> requestDeletion(
            @PathParam("organizationId") UUID organizationId, @NotNull @Valid DeletionRequest request) {
        return organizations.close(own(organizationId), current.origin(), request);
    }

    /** Takes the deletion back, within its 30 days: everything is as it was. */
    @DELETE
    @Path("/{organizationId}/deletion")
    @Requires(Permission.ORG_DELETE)
    @APIResponse(responseCode = "409", description = "No deletion was asked for, or it is due")
    @APIResponseSchema(value = OrganizationView.class, responseCode = "200")
    public Uni<OrganizationView> restoreOrganization(@PathParam("organizationId") UUID organizationId) {
        return organizations.reopen(own(organizationId), current.origin());
    }

    private UUID own(UUID organizationId) {
        if (!organizationId.equals(current.organization())) {
            throw ProblemException.notFound("organization");
        }
        return organizationId;
    }
}
