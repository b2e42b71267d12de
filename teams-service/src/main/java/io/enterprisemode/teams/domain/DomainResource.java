package io.enterprisemode.teams.domain;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.teams.Answers;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.json.Patch;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
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

/** Domains of an organization. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/organizations/{organizationId}/domains")
@Tag(name = "Domains")
class DomainResource {

    private final DomainService domains;
    private final CurrentRequest current;

    DomainResource(DomainService domains, CurrentRequest current) {
        this.domains = domains;
        this.current = current;
    }

    /** Claims a domain; the answer says which DNS record shows control of it. */
    @POST
    @Requires(Permission.SSO_MANAGE)
    @APIResponseSchema(value = DomainView.class, responseCode = "201")
    @APIResponse(responseCode = "409", description = "The organization has it already, or too many")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<DomainView>> addDomain(
            @PathParam("organizationId") UUID organizationId,
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key,
            @NotNull @Valid DomainRequest request) {
        return domains.add(own(organizationId), current.origin(), key, request)
                .map(made -> Answers.created(
                        "/api/organizations/" + organizationId + "/domains/" + made.domain(), made, made.revision()));
    }

    /** The domains of the organization, in alphabetical order. */
    @GET
    @Requires(Permission.SSO_MANAGE)
    public Uni<Page<DomainView>> listDomains(
            @PathParam("organizationId") UUID organizationId,
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
        return domains.list(own(organizationId), Cursor.decode(cursor, 1), Paging.limit(limit));
    }

    /** One domain. */
    @GET
    @Path("/{domain}")
    @Requires(Permission.SSO_MANAGE)
    @APIResponseSchema(DomainView.class)
    public Uni<RestResponse<DomainView>> readDomain(
            @PathParam("organizationId") UUID organizationId, @PathParam("domain") String domain) {
        return domains.read(own(organizationId), domain).map(found -> Answers.ok(found, found.revision()));
    }

    /** Changes whether people who sign in with an address there are admitted, and as what. */
    @PATCH
    @Path("/{domain}")
    @Consumes({MediaType.APPLICATION_JSON, Patch.MEDIA_TYPE})
    @Requires(Permission.SSO_MANAGE)
    @APIResponseSchema(DomainView.class)
    @APIResponse(responseCode = "412", description = "It has changed since the revision in If-Match")
    public Uni<RestResponse<DomainView>> changeDomain(
            @PathParam("organizationId") UUID organizationId,
            @PathParam("domain") String domain,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @NotNull @Valid DomainChangeRequest request) {
        return domains.change(own(organizationId), current.origin(), domain, ifMatch, request)
                .map(changed -> Answers.ok(changed, changed.revision()));
    }

    /**
     * Looks the DNS record up and marks the domain as verified; without effect when it is. Another organization that
     * had it loses it.
     */
    @POST
    @Path("/{domain}/verify")
    @Consumes(MediaType.WILDCARD)
    @Requires(Permission.SSO_MANAGE)
    @APIResponseSchema(DomainView.class)
    @APIResponse(responseCode = "409", description = "The record is not there")
    public Uni<RestResponse<DomainView>> verifyDomain(
            @PathParam("organizationId") UUID organizationId, @PathParam("domain") String domain) {
        return domains.verify(own(organizationId), current.origin(), domain)
                .map(verified -> Answers.ok(verified, verified.revision()));
    }

    /** Gives a domain up. Members stay; nobody is admitted by it any more. */
    @DELETE
    @Path("/{domain}")
    @Requires(Permission.SSO_MANAGE)
    @APIResponse(responseCode = "204", description = "It is no longer the organization's")
    @APIResponse(responseCode = "412", description = "It has changed since the revision in If-Match")
    public Uni<Void> removeDomain(
            @PathParam("organizationId") UUID organizationId,
            @PathParam("domain") String domain,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return domains.remove(own(organizationId), current.origin(), domain, ifMatch);
    }

    private UUID own(UUID organizationId) {
        if (!organizationId.equals(current.organization())) {
            throw ProblemException.notFound("organization");
        }
        return organizationId;
    }
}
