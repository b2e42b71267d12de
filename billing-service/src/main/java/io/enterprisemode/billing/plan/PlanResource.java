package io.enterprisemode.billing.plan;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/billing/plans")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Plans")
class PlanResource {

    private final PlanCatalogue catalogue;
    private final Plans plans;
    private final CurrentRequest current;

    PlanResource(PlanCatalogue catalogue, Plans plans, CurrentRequest current) {
        this.catalogue = catalogue;
        this.plans = plans;
        this.current = current;
    }

    @GET
    @SignedIn
    @Operation(summary = "The plans that can be subscribed to")
    public Uni<Page<PlanView>> plans() {
        return catalogue
                .current()
                .map(known -> new Page<>(
                        known.offered().stream()
                                .map(version -> PlanView.of(version, known))
                                .toList(),
                        null));
    }

    @GET
    @Path("/{code}")
    @SignedIn
    @Operation(summary = "One plan, also one that is not offered any more")
    public Uni<PlanView> plan(
            @PathParam("code") String code,
            @Parameter(
                            description = "One of its versions; left out: the newest",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1"))
                    @QueryParam("version")
                    @Nullable
                    String version) {
        Optional<Integer> number =
                Optional.ofNullable(version).map(text -> Parameters.integer("version", text, 1, Integer.MAX_VALUE, 1));
        return catalogue
                .knowingPlan(code, number)
                .map(known -> number.map(each -> known.find(code, each))
                        .orElseGet(() -> known.newest(code))
                        .map(found -> PlanView.of(found, known))
                        .orElseThrow(() -> ProblemException.notFound("plan")));
    }

    @POST
    @Path("/{code}/versions")
    @Consumes(MediaType.APPLICATION_JSON)
    @RequiresInstallation(InstallationPermission.PLANS_MANAGE)
    @Operation(summary = "Publish a version of a plan, for all organizations", description = """
                    A plan that is not there yet is made. Subscriptions keep the version that they have; whoever \
                    subscribes or changes the plan gets the newest. A version never changes. Sending the newest \
                    version again is safe: without version it has no effect; with version, the content of the version \
                    with that number has none, and another content is a conflict. Everything that is wrong is \
                    answered at once, with a pointer per field.""")
    @APIResponse(
            responseCode = "201",
            description = "Published, now or before",
            headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = PlanView.class)))
    @APIResponse(responseCode = "409", description = "There is another version of the plan with this number")
    public Uni<RestResponse<PlanView>> publishPlanVersion(
            @PathParam("code") String code, @NotNull PublishPlanVersionRequest request) {
        return plans.publish(current.origin(), code, request)
                .map(published -> RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, published)
                        .header(
                                HttpHeaders.LOCATION,
                                "/api/billing/plans/%s?version=%d".formatted(published.code(), published.version()))
                        .build());
    }

    @POST
    @Path("/{code}/retire")
    @RequiresInstallation(InstallationPermission.PLANS_MANAGE)
    @Operation(
            summary = "Stop offering a plan",
            description = "Nobody can subscribe or change to it any more. Subscriptions that have it keep it. Sending "
                    + "it again is safe.")
    public Uni<PlanView> retirePlan(@PathParam("code") String code) {
        return plans.retire(current.origin(), code, true);
    }

    @POST
    @Path("/{code}/restore")
    @RequiresInstallation(InstallationPermission.PLANS_MANAGE)
    @Operation(summary = "Offer a plan again that was retired", description = "Sending it again is safe.")
    public Uni<PlanView> restorePlan(@PathParam("code") String code) {
        return plans.retire(current.origin(), code, false);
    }
}
