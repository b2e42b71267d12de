package io.enterprisemode.teams.permission;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.access.Requires.Where;
import io.enterprisemode.web.request.CurrentRequest;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Permission checks. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/permissions")
@Tag(name = "Permissions")
class PermissionResource {

    private final PermissionCheckService checks;
    private final CurrentRequest current;

    PermissionResource(PermissionCheckService checks, CurrentRequest current) {
        this.checks = checks;
        this.current = current;
    }

    /** Answers whether somebody has a permission on a node, and why: one question, or up to a hundred at once in checks. */
    @POST
    @Path("/check")
    @Requires(value = Permission.MEMBER_READ, where = Where.ANY_NODE)
    public Uni<PermissionCheckAnswer> checkPermission(@NotNull @Valid PermissionCheckInput request) {
        return checks.answer(current.grants(), request.questions())
                .map(answers -> request.asksSeveral() ? new PermissionCheckAnswer.Batch(answers) : answers.getFirst());
    }
}
