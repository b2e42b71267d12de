package io.enterprisemode.billing.entitlement;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.request.EntityTags;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/billing/entitlements")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Entitlements")
class EntitlementResource {

    private final Entitlements entitlements;
    private final CurrentRequest current;

    EntitlementResource(Entitlements entitlements, CurrentRequest current) {
        this.entitlements = entitlements;
        this.current = current;
    }

    @GET
    @Requires(Permission.USAGE_READ)
    @Operation(summary = "All the organization is entitled to, with what is used of it", description = """
                    The ETag is another one whenever the plan, its period, limits or features, or the state of a meter \
                    is another one; figures of usage alone do not change it.""")
    @APIResponse(
            responseCode = "200",
            description = "What the organization is entitled to",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = EntitlementListView.class)))
    @APIResponse(responseCode = "304", description = "Nothing but figures of usage has changed since If-None-Match")
    public Uni<RestResponse<EntitlementListView>> entitlements(
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
        return entitlements.all(current.organization()).map(all -> answer(all, ifNoneMatch));
    }

    private static RestResponse<EntitlementListView> answer(EntitlementListView all, @Nullable String ifNoneMatch) {
        boolean isKnown = ifNoneMatch != null
                && EntityTags.of(HttpHeaders.IF_NONE_MATCH, ifNoneMatch).nameWeakly(all.tag());
        RestResponse.ResponseBuilder<EntitlementListView> answer = isKnown
                ? RestResponse.ResponseBuilder.create(RestResponse.Status.NOT_MODIFIED)
                : RestResponse.ResponseBuilder.ok(all);
        return answer.header(HttpHeaders.ETAG, all.tag()).build();
    }

    @POST
    @Path("/check")
    @Requires(value = Permission.USAGE_READ, where = Requires.Where.ANY_NODE)
    @Operation(summary = "Ask whether a quantity may be used, or whether there is a feature", description = """
                    Without effect. The question is meter and quantity, or feature; a feature is allowed when its \
                    value is true, or any other than a boolean. For MAX and LATEST the quantity is what would be \
                    added to the sum over the workspaces. state says how what is used stands towards the limits: \
                    WITHIN, NEAR_LIMIT, AT_LIMIT, OVERAGE (charged), BLOCKED or NOT_IN_PLAN. A caller whose role is \
                    on teams or workspaces only is told whether the quantity is allowed, and not what the whole \
                    organization has used. What does not apply, or is not for the caller, is left out.""")
    public Uni<EntitlementView> checkEntitlement(@NotNull @Valid CheckEntitlementRequest question) {
        return entitlements.check(current.organization(), current.reach(Permission.USAGE_READ), question);
    }
}
