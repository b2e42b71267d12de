package io.enterprisemode.teams.structure;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.teams.Answers;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.access.Requires.Where;
import io.enterprisemode.web.json.Patch;
import io.enterprisemode.web.paging.Page;
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

/** Workspaces of an organization. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/workspaces")
@Tag(name = "Workspaces")
class WorkspaceResource {

    private final WorkspaceService workspaces;
    private final CurrentRequest current;

    WorkspaceResource(WorkspaceService workspaces, CurrentRequest current) {
        this.workspaces = workspaces;
        this.current = current;
    }

    /** Makes a workspace in a team, on which the caller needs the permission. */
    @POST
    @Requires(value = Permission.WORKSPACE_CREATE, where = Where.ANY_NODE)
    @APIResponseSchema(value = WorkspaceView.class, responseCode = "201")
    @APIResponse(
            responseCode = "409",
            description = "The plan has no room for another; or a request with this key is running")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<WorkspaceView>> createWorkspace(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key, @NotNull @Valid WorkspaceRequest request) {
        return workspaces
                .create(current.grants(), current.origin(), key, request)
                .map(made -> Answers.created("/api/workspaces/" + made.id(), made, made.revision()));
    }

    /** The workspaces in which the caller may read, oldest first. */
    @GET
    @Requires(value = Permission.WORKSPACE_READ, where = Where.ANY_NODE)
    public Uni<Page<WorkspaceView>> listWorkspaces(
            @QueryParam("teamId")
                    @Parameter(
                            description = "Only those of this team; 404 when it is not there or not for the caller",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    @Nullable
                    String teamId,
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
        return workspaces.list(
                current.grants(), Parameters.uuid("teamId", teamId), Paging.after(cursor), Paging.limit(limit));
    }

    /** One workspace. */
    @GET
    @Path("/{workspaceId}")
    @Requires(value = Permission.WORKSPACE_READ, where = Where.ANY_NODE)
    @APIResponseSchema(WorkspaceView.class)
    public Uni<RestResponse<WorkspaceView>> readWorkspace(@PathParam("workspaceId") UUID workspaceId) {
        return workspaces.read(current.grants(), workspaceId).map(found -> Answers.ok(found, found.revision()));
    }

    /**
     * Renames a workspace or moves it to another team. Moving takes workspace:delete where it is and workspace:create
     * where it goes.
     */
    @PATCH
    @Path("/{workspaceId}")
    @Consumes({MediaType.APPLICATION_JSON, Patch.MEDIA_TYPE})
    @Requires(value = Permission.WORKSPACE_UPDATE, where = Where.ANY_NODE)
    @APIResponseSchema(WorkspaceView.class)
    @APIResponse(responseCode = "409", description = "The deletion of the organization was asked for")
    @APIResponse(responseCode = "412", description = "It has changed since the revision in If-Match")
    public Uni<RestResponse<WorkspaceView>> changeWorkspace(
            @PathParam("workspaceId") UUID workspaceId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @NotNull @Valid WorkspaceChangeRequest request) {
        return workspaces
                .change(current.grants(), current.origin(), workspaceId, ifMatch, request)
                .map(changed -> Answers.ok(changed, changed.revision()));
    }

    /** Deletes a workspace with all roles on it. */
    @DELETE
    @Path("/{workspaceId}")
    @Requires(value = Permission.WORKSPACE_DELETE, where = Where.ANY_NODE)
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "409", description = "The deletion of the organization was asked for")
    @APIResponse(responseCode = "412", description = "It has changed since the revision in If-Match")
    public Uni<Void> deleteWorkspace(
            @PathParam("workspaceId") UUID workspaceId, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return workspaces.delete(current.grants(), current.origin(), workspaceId, ifMatch);
    }
}
