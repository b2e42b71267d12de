package io.enterprisemode.billing.plan;

import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/billing/plans")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Plans")
class PlanResource {

    private final PlanCatalogue catalogue;

    PlanResource(PlanCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @GET
    @SignedIn
    @Operation(summary = "The plans that can be subscribed to")
    public Uni<Page<PlanView>> plans() {
        return catalogue
                .current()
                .map(current ->
                        new Page<>(current.offered().stream().map(PlanView::of).toList(), null));
    }

    @GET
    @Path("/{code}")
    @SignedIn
    @Operation(summary = "One plan")
    public Uni<PlanView> plan(@PathParam("code") String code) {
        return catalogue
                .current()
                .map(current ->
                        current.offered(code).map(PlanView::of).orElseThrow(() -> ProblemException.notFound("plan")));
    }
}
