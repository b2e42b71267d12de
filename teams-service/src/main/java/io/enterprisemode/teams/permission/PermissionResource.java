package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.teams.access.ReadOnly;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.access.Requires.Where;
import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Permissions: what there is, whether somebody has one and why, who has it where. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@ReadOnly
@Path("/api/permissions")
@Tag(name = "Permissions")
class PermissionResource {

    private final PermissionCheckService checks;
    private final PermissionListings listings;
    private final CurrentRequest current;

    PermissionResource(PermissionCheckService checks, PermissionListings listings, CurrentRequest current) {
        this.checks = checks;
        this.listings = listings;
        this.current = current;
    }

    /** Every permission there is, with the roles that have it. */
    @GET
    @SignedIn
    public Page<PermissionView> listPermissions() {
        return new Page<>(
                Arrays.stream(Permission.values()).map(PermissionView::of).toList(), null);
    }

    /** One permission. */
    @GET
    @Path("/{code}")
    @SignedIn
    public PermissionView readPermission(@PathParam("code") String code) {
        return Permission.fromCode(code)
                .map(PermissionView::of)
                .orElseThrow(() -> ProblemException.notFound("permission"));
    }

    /**
     * Answers whether somebody has a permission on a node, and why: one question, or up to a hundred at once in checks.
     * Whoever belongs to the organization may ask about themselves; to ask about others takes member:read on the node.
     */
    @POST
    @Path("/check")
    @Requires(value = Permission.MEMBER_READ, where = Where.BY_OPERATION)
    public Uni<PermissionCheckView> checkPermission(@NotNull @Valid PermissionCheckRequest request) {
        return checks.answer(current.subject(), request::questions)
                .map(answers -> request.asksSeveral() ? new PermissionCheckView.Batch(answers) : answers.getFirst());
    }

    /** Those who have a permission on a node, with the role that decides and where it was assigned. */
    @GET
    @Path("/who-can")
    @Requires(value = Permission.MEMBER_READ, where = Where.ANY_NODE)
    public Uni<Page<PermissionHolderView>> listPermissionHolders(
            @QueryParam("permission")
                    @Parameter(
                            required = true,
                            schema = @Schema(type = SchemaType.STRING, examples = "workspace:update"))
                    @Nullable
                    String permission,
            @QueryParam("nodeId")
                    @Parameter(
                            description = "Organization, team or workspace; the organization when left out",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    @Nullable
                    String nodeId,
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
        return listings.whoCan(
                current.grants(),
                permission(permission),
                Parameters.uuid("nodeId", nodeId).orElseGet(current::organization),
                null,
                Cursor.decode(cursor, 1).orElse(null),
                Paging.limit(limit));
    }

    /**
     * The nodes on which somebody has a permission, with the role that decides and where it was assigned: the
     * organization, then teams, then workspaces. About others only nodes on which the caller has member:read.
     */
    @GET
    @Path("/what-can")
    @Requires(value = Permission.MEMBER_READ, where = Where.ANY_NODE)
    public Uni<Page<PermittedNodeView>> listPermittedNodes(
            @QueryParam("permission")
                    @Parameter(
                            required = true,
                            schema = @Schema(type = SchemaType.STRING, examples = "workspace:update"))
                    @Nullable
                    String permission,
            @QueryParam("principalId")
                    @Parameter(
                            description = "Who; the caller when left out",
                            schema = @Schema(type = SchemaType.STRING, format = "uuid"))
                    @Nullable
                    String principalId,
            @QueryParam("type")
                    @Parameter(
                            description = "Only nodes of this type",
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"ORGANIZATION", "TEAM", "WORKSPACE"}))
                    @Nullable
                    String type,
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
        Set<NodeType> types = Parameters.oneOf("type", type, List.of(NodeType.values()), NodeType::name)
                .map(EnumSet::of)
                .orElseGet(() -> EnumSet.allOf(NodeType.class));
        return listings.whatCan(
                current.grants(),
                Parameters.uuid("principalId", principalId)
                        .orElseGet(() -> current.grants().principalId()),
                null,
                permission(permission),
                types,
                Cursor.decode(cursor, 2).orElse(null),
                Paging.limit(limit));
    }

    private static Permission permission(@Nullable String code) {
        return Parameters.oneOf("permission", code, List.of(Permission.values()), Permission::code)
                .orElseThrow(() -> ProblemException.invalid("permission", "must be given"));
    }
}
