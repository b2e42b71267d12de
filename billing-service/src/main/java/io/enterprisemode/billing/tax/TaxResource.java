package io.enterprisemode.billing.tax;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/billing/organizations/{organizationId}/tax")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Invoices")
class TaxResource {

    private final BillingProfiles profiles;
    private final CurrentRequest current;

    TaxResource(BillingProfiles profiles, CurrentRequest current) {
        this.profiles = profiles;
        this.current = current;
    }

    @GET
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "How what an organization buys is taxed")
    @APIResponse(
            responseCode = "200",
            description = "The tax of its next document",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = OrganizationTaxView.class)))
    public Uni<RestResponse<OrganizationTaxView>> tax(@PathParam("organizationId") String organizationId) {
        return profiles.tax(organization(organizationId)).map(TaxResource::tagged);
    }

    @PUT
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(
            summary = "Change how what an organization buys is taxed, from its next document on",
            description = "A rate, or none for a reason that stands on the document.")
    @APIResponse(
            responseCode = "200",
            description = "Changed",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = OrganizationTaxView.class)))
    @APIResponse(responseCode = "412", description = "It has changed since it was read")
    public Uni<RestResponse<OrganizationTaxView>> changeTax(
            @PathParam("organizationId") String organizationId,
            @Parameter(description = "The ETag of the tax as it was read") @HeaderParam(HttpHeaders.IF_MATCH) @Nullable
                    String ifMatch,
            @NotNull @Valid ChangeTaxRequest request) {
        return profiles.changeTax(organization(organizationId), current.origin(), ifMatch, request)
                .map(TaxResource::tagged);
    }

    private static RestResponse<OrganizationTaxView> tagged(OrganizationTaxView tax) {
        return RestResponse.ResponseBuilder.ok(tax)
                .header(HttpHeaders.ETAG, RevisionTag.of(tax.revision()))
                .build();
    }

    private static UUID organization(String id) {
        return Parameters.uuid("organizationId", id).orElseThrow(() -> ProblemException.notFound("organization"));
    }
}
