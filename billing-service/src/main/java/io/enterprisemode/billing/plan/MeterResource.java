package io.enterprisemode.billing.plan;

import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.paging.Page;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/billing/meters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Plans")
class MeterResource {

    private final PlanCatalogue catalogue;

    MeterResource(PlanCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @GET
    @SignedIn
    @Operation(summary = "What usage is counted of")
    public Uni<Page<MeterView>> meters() {
        return catalogue
                .current()
                .map(current ->
                        new Page<>(current.meters().stream().map(MeterView::of).toList(), null));
    }
}
