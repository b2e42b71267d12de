package io.enterprisemode.billing.entitlement;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

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
    @Operation(summary = "All the organization is entitled to, with what is used of it")
    public Uni<EntitlementListView> entitlements() {
        return entitlements.all(current.organization());
    }

    @POST
    @Path("/check")
    @Requires(value = Permission.USAGE_READ, where = Requires.Where.ANY_NODE)
    @Operation(summary = "Ask whether a quantity may be used", description = """
                    Without effect. For MAX and LATEST the quantity is what would be added to the sum over the \
                    workspaces. state says how what is used stands towards the limits: WITHIN, NEAR_LIMIT, AT_LIMIT, \
                    OVERAGE (charged), BLOCKED or NOT_IN_PLAN. A caller whose role is on teams or workspaces only is \
                    told whether the quantity is allowed, and not what the whole organization has used. What does not \
                    apply, or is not for the caller, is left out.""")
    public Uni<EntitlementView> checkEntitlement(@NotNull @Valid CheckEntitlementRequest question) {
        return entitlements.check(current.organization(), current.reach(Permission.USAGE_READ), question);
    }
}
