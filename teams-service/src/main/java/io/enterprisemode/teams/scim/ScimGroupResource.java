package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.request.IgnoresOtherParameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Groups of an identity provider, which are teams. */
@Produces({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Consumes({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@IgnoresOtherParameters
@Path(ScimType.BASE + "/Groups")
@Tag(name = "SCIM")
class ScimGroupResource {

    private final ScimGroupService groups;
    private final ScimJson json;
    private final CurrentRequest current;

    ScimGroupResource(ScimGroupService groups, ScimJson json, CurrentRequest current) {
        this.groups = groups;
        this.json = json;
        this.current = current;
    }

    /** The groups that fulfil a filter, in the order in which they were made. */
    @GET
    @Requires(Permission.SSO_MANAGE)
    public Uni<ObjectNode> listGroups(
            @QueryParam("filter") @Parameter(description = "RFC 7644, section 3.4.2.2") @Nullable String filter,
            @QueryParam("startIndex")
                    @Parameter(schema = @Schema(type = SchemaType.INTEGER, defaultValue = "1"))
                    @Nullable
                    String startIndex,
            @QueryParam("count") @Parameter(schema = @Schema(type = SchemaType.INTEGER, defaultValue = "200")) @Nullable
                    String count,
            @QueryParam("attributes") @Nullable String attributes,
            @QueryParam("excludedAttributes") @Nullable String excludedAttributes) {
        Projection projection = Projection.of(attributes, excludedAttributes);
        return groups.list(current.organization(), ScimQuery.of(filter, startIndex, count, projection))
                .map(json::list);
    }

    /** One group. */
    @GET
    @Path("/{id}")
    @Requires(Permission.SSO_MANAGE)
    @APIResponse(responseCode = "200", description = "The group")
    @APIResponse(responseCode = "304", description = "The version of If-None-Match is the present one")
    public Uni<RestResponse<ObjectNode>> readGroup(
            @PathParam("id") String id,
            @QueryParam("attributes") @Nullable String attributes,
            @QueryParam("excludedAttributes") @Nullable String excludedAttributes,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
        return groups.read(current.organization(), id, Projection.of(attributes, excludedAttributes))
                .map(found -> ScimJson.ok(found, ifNoneMatch));
    }

    /** Makes a team. */
    @POST
    @Requires(Permission.SSO_MANAGE)
    @APIResponse(responseCode = "201", description = "The group")
    @APIResponse(responseCode = "409", description = "The name is taken")
    public Uni<RestResponse<ObjectNode>> createGroup(
            @QueryParam("attributes") @Nullable String attributes,
            @QueryParam("excludedAttributes") @Nullable String excludedAttributes,
            byte @Nullable [] body) {
        Projection projection = Projection.of(attributes, excludedAttributes);
        return groups.create(current.organization(), current.origin(), json.read(body), projection)
                .map(ScimJson::created);
    }

    /** Puts another group in the place of what is kept. */
    @PUT
    @Path("/{id}")
    @Requires(Permission.SSO_MANAGE)
    @APIResponse(responseCode = "200", description = "The group")
    @APIResponse(responseCode = "409", description = "The name is taken, or the last OWNER would go")
    @APIResponse(responseCode = "412", description = "It has changed since the version in If-Match")
    public Uni<RestResponse<ObjectNode>> replaceGroup(
            @PathParam("id") String id,
            @QueryParam("attributes") @Nullable String attributes,
            @QueryParam("excludedAttributes") @Nullable String excludedAttributes,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte @Nullable [] body) {
        Projection projection = Projection.of(attributes, excludedAttributes);
        return groups.replace(current.organization(), current.origin(), id, ifMatch, json.read(body), projection)
                .map(ScimJson::ok);
    }

    /** Changes a group by operations, all or none. */
    @PATCH
    @Path("/{id}")
    @Requires(Permission.SSO_MANAGE)
    @APIResponse(responseCode = "200", description = "The group")
    @APIResponse(responseCode = "409", description = "The name is taken, or the last OWNER would go")
    @APIResponse(responseCode = "412", description = "It has changed since the version in If-Match")
    public Uni<RestResponse<ObjectNode>> patchGroup(
            @PathParam("id") String id,
            @QueryParam("attributes") @Nullable String attributes,
            @QueryParam("excludedAttributes") @Nullable String excludedAttributes,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            byte @Nullable [] body) {
        Projection projection = Projection.of(attributes, excludedAttributes);
        return groups.patch(current.organization(), current.origin(), id, ifMatch, json.read(body), projection)
                .map(ScimJson::ok);
    }

    /** Dissolves the team. */
    @DELETE
    @Path("/{id}")
    @Requires(Permission.SSO_MANAGE)
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "409", description = "The team still has workspaces")
    @APIResponse(responseCode = "412", description = "It has changed since the version in If-Match")
    public Uni<Void> deleteGroup(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return groups.delete(current.organization(), current.origin(), id, ifMatch);
    }
}
