package io.enterprisemode.teams.member;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.teams.Answers;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.teams.membership.MemberView;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.access.Requires.Where;
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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Members of an organization and their roles. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/members")
@Tag(name = "Members")
class MemberResource {

    private final MemberService members;
    private final CurrentRequest current;

    MemberResource(MemberService members, CurrentRequest current) {
        this.members = members;
        this.current = current;
    }

    /** The members whom the caller may see, with their roles, in the order in which they joined. */
    @GET
    @Requires(value = Permission.MEMBER_READ, where = Where.ANY_NODE)
    public Uni<Page<MemberView>> listMembers(
            @QueryParam("kind")
                    @Parameter(
                            description = "Only people, or only service accounts",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"USER", "SERVICE_ACCOUNT"}))
                    @Nullable
                    String kind,
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
        return members.list(
                current.grants(),
                Parameters.oneOf("kind", kind, List.of(PrincipalKind.values()), PrincipalKind::name),
                Cursor.decode(cursor, 2),
                Paging.limit(limit));
    }

    /** One member. */
    @GET
    @Path("/{principalId}")
    @Requires(value = Permission.MEMBER_READ, where = Where.ANY_NODE)
    public Uni<MemberView> readMember(@PathParam("principalId") UUID principalId) {
        return members.read(current.grants(), principalId);
    }

    /**
     * Makes a service account a member. People are invited instead. Until the account has named the organization once
     * in Enterprise-Org, it belongs there only in requests that name it, and only as long as whoever added it could do
     * so again.
     */
    @POST
    @Requires(value = Permission.MEMBER_INVITE, where = Where.ANY_NODE)
    @APIResponseSchema(value = MemberView.class, responseCode = "201")
    @APIResponse(responseCode = "409", description = "It has a role there already, or is a person")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<MemberView>> addMember(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key, @NotNull @Valid ServiceAccountRequest request) {
        return members.add(current.grants(), current.origin(), key, request)
                .map(member -> Answers.created("/api/members/" + member.principalId(), member));
    }

    /**
     * Leaves the organization: all roles of the caller go. Whoever is its only OWNER stays, until somebody else is one.
     * An API key, whose account leaves and which is revoked with it, needs the scope member:remove besides.
     */
    @POST
    @Path("/leave")
    @Requires(value = Permission.MEMBER_READ, where = Where.ANY_NODE)
    @APIResponse(responseCode = "204", description = "The caller belongs to the organization no more")
    @APIResponse(responseCode = "409", description = "The organization would be left without an OWNER")
    public Uni<Void> leave(@NotNull @Valid LeaveRequest request) {
        if (!request.organizationId().equals(current.organization())) {
            throw ProblemException.invalid("/organizationId", "must be the organization of the request");
        }
        return members.leave(current.organization(), current.origin());
    }

    /**
     * Gives a member a role on the organization, a team or a workspace, in place of the one held there. The API keys it
     * made or rotated stay good, also with a lower role; those it could not make any more can be revoked with it, which
     * takes apikey:manage.
     */
    @PUT
    @Path("/{principalId}/roles/{nodeId}")
    @Requires(value = Permission.ROLE_ASSIGN, where = Where.ANY_NODE)
    @APIResponseSchema(MemberView.class)
    @APIResponse(responseCode = "409", description = "The organization would be left without an OWNER")
    public Uni<MemberView> assignRole(
            @PathParam("principalId") UUID principalId,
            @PathParam("nodeId") UUID nodeId,
            @QueryParam("revokeKeys")
                    @Parameter(
                            description = "Whether the API keys are revoked that the member could not make any more",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @Nullable
                    String revokeKeys,
            @NotNull @Valid RoleRequest request) {
        return members.assign(
                current.grants(), current.origin(), principalId, nodeId, request.role(), isTrue(revokeKeys));
    }

    private static boolean isTrue(@Nullable String revokeKeys) {
        return Parameters.oneOf("revokeKeys", revokeKeys, List.of(true, false), String::valueOf)
                .orElse(false);
    }

    /**
     * Removes a member from the organization, a team or a workspace: the role there and every role below go. The API
     * keys it could not make any more can be revoked with them, which takes apikey:manage.
     */
    @DELETE
    @Path("/{principalId}/roles/{nodeId}")
    @Requires(value = Permission.MEMBER_REMOVE, where = Where.ANY_NODE)
    @APIResponse(responseCode = "204", description = "The roles are gone")
    @APIResponse(responseCode = "409", description = "The organization would be left without an OWNER")
    public Uni<Void> removeRole(
            @PathParam("principalId") UUID principalId,
            @PathParam("nodeId") UUID nodeId,
            @QueryParam("revokeKeys")
                    @Parameter(
                            description = "Whether the API keys are revoked that the member could not make any more",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @Nullable
                    String revokeKeys) {
        return members.remove(current.organization(), current.origin(), principalId, nodeId, isTrue(revokeKeys));
    }

    /**
     * Removes a member from the organization: all of its roles go, what it has offered and was offered, and the service
     * accounts it has added that have not named the organization yet. The API keys it made or rotated stay good, unless
     * they are to be revoked, too, which takes apikey:manage.
     */
    @DELETE
    @Path("/{principalId}")
    @Requires(Permission.MEMBER_REMOVE)
    @APIResponse(responseCode = "204", description = "It belongs to the organization no more")
    @APIResponse(responseCode = "409", description = "The organization would be left without an OWNER")
    public Uni<Void> removeMember(
            @PathParam("principalId") UUID principalId,
            @QueryParam("revokeKeys")
                    @Parameter(
                            description =
                                    "Whether the API keys it made or rotated, and those made by these, are revoked",
                            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
                    @Nullable
                    String revokeKeys) {
        return members.removeMember(current.organization(), current.origin(), principalId, isTrue(revokeKeys));
    }
}
