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

/** Teams of an organization. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/teams")
@Tag(name = "Teams")
class TeamResource {

    private final TeamService teams;
    private final CurrentRequest current;

    TeamResource(TeamService teams, CurrentRequest current) {
        this.teams = teams;
        this.current = current;
    }

    /** Makes a team. */
    @POST
    @Requires(Permission.TEAM_CREATE)
    @APIResponseSchema(value = TeamView.class, responseCode = "201")
    @APIResponse(responseCode = "409", description = "A request with this Idempotency-Key is still running")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<TeamView>> createTeam(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key, @NotNull @Valid TeamRequest request) {
        return teams.create(current.grants(), current.origin(), key, request)
                .map(made -> Answers.created("/api/teams/" + made.id(), made, made.revision()));
    }

    /** The teams on which the caller may read, oldest first. */
    @GET
    @Requires(value = Permission.TEAM_READ, where = Where.ANY_NODE)
    public Uni<Page<TeamView>> listTeams(
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
        return teams.list(current.grants(), Paging.after(cursor), Paging.limit(limit));
    }

    /** One team. */
    @GET
    @Path("/{teamId}")
    @Requires(value = Permission.TEAM_READ, where = Where.ANY_NODE)
    @APIResponseSchema(TeamView.class)
    public Uni<RestResponse<TeamView>> readTeam(@PathParam("teamId") UUID teamId) {
        return teams.read(current.grants(), teamId).map(found -> Answers.ok(found, found.revision()));
    }

    /** Renames a team. */
    @PATCH
    @Path("/{teamId}")
    @Consumes({MediaType.APPLICATION_JSON, Patch.MEDIA_TYPE})
    @Requires(value = Permission.TEAM_UPDATE, where = Where.ANY_NODE)
    @APIResponseSchema(TeamView.class)
    @APIResponse(responseCode = "409", description = "The deletion of the organization was asked for")
    @APIResponse(responseCode = "412", description = "It has changed since the revision in If-Match")
    public Uni<RestResponse<TeamView>> changeTeam(
            @PathParam("teamId") UUID teamId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @NotNull @Valid TeamChangeRequest request) {
        return teams.change(current.grants(), current.origin(), teamId, ifMatch, request)
                .map(changed -> Answers.ok(changed, changed.revision()));
    }

    /**
     * Deletes a team with all roles on it. One that has workspaces is refused, unless they are moved to another team.
     */
    @DELETE
    @Path("/{teamId}")
    @Requires(value = Permission.TEAM_DELETE, where = Where.ANY_NODE)
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "409", description = "It still has workspaces")
    @APIResponse(responseCode = "412", description = "It has changed since the revision in If-Match")
    public Uni<Void> deleteTeam(
            @PathParam("teamId") UUID teamId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @QueryParam("moveWorkspacesTo")
                    @Parameter(
                            description = "The team that gets its workspaces",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    @Nullable
                    String moveWorkspacesTo) {
        return teams.delete(
                current.grants(),
                current.origin(),
                teamId,
                ifMatch,
                Parameters.uuid("moveWorkspacesTo", moveWorkspacesTo));
    }
}
