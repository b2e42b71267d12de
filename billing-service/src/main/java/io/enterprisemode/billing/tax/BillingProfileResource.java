package io.enterprisemode.billing.tax;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/billing/profile")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Invoices")
class BillingProfileResource {

    private final BillingProfiles profiles;
    private final CurrentRequest current;

    BillingProfileResource(BillingProfiles profiles, CurrentRequest current) {
        this.profiles = profiles;
        this.current = current;
    }

    @GET
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "What stands on the next document: name, address, tax id, e-mail address and tax")
    @APIResponse(
            responseCode = "200",
            description = "The profile; of revision 0 when nothing was given yet",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = BillingProfileView.class)))
    public Uni<RestResponse<BillingProfileView>> billingProfile() {
        return profiles.profile(current.organization()).map(BillingProfileResource::tagged);
    }

    @PUT
    @Requires(Permission.BILLING_MANAGE)
    @Operation(
            summary = "Change name, address, tax id and e-mail address of the next documents",
            description = "What is left out is removed. Documents that were issued stay as they are.")
    @APIResponse(
            responseCode = "200",
            description = "Changed",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = BillingProfileView.class)))
    @APIResponse(responseCode = "412", description = "It has changed since it was read")
    public Uni<RestResponse<BillingProfileView>> changeBillingProfile(
            @Parameter(description = "The ETag of the profile as it was read")
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            @NotNull @Valid ChangeProfileRequest request) {
        return profiles.changeProfile(current.organization(), current.origin(), ifMatch, request)
                .map(BillingProfileResource::tagged);
    }

    private static RestResponse<BillingProfileView> tagged(BillingProfileView profile) {
        return RestResponse.ResponseBuilder.ok(profile)
                .header(HttpHeaders.ETAG, RevisionTag.of(profile.revision()))
                .build();
    }
}
