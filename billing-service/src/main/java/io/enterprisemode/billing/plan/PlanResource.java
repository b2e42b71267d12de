package io.enterprisemode.billing.plan;

import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

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
}
