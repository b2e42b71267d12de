package io.enterprisemode.billing.invoice;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/billing/invoices")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Invoices")
class ExplanationResource {

    private final Explanations explanations;
    private final InvoiceProofs proofs;
    private final CurrentRequest current;

    ExplanationResource(Explanations explanations, InvoiceProofs proofs, CurrentRequest current) {
        this.explanations = explanations;
        this.proofs = proofs;
        this.current = current;
    }

    @GET
    @Path("/{id}/lines/{lineId}/explanation")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "Why a line amounts to what it does", description = """
                    By the figures that were stored with it: of a price its share of time, of usage the parts of the \
                    period, what was rated and what documents charged before. What is counted by now may be more and \
                    is said apart.""")
    public Uni<ExplanationView> explanation(@PathParam("id") String id, @PathParam("lineId") String lineId) {
        return explanations.of(current.organization(), invoice(id), line(lineId));
    }

    @GET
    @Path("/{id}/lines/{lineId}/events")
    @Requires(Permission.BILLING_READ)
    @Operation(
            summary = "The usage events behind a line, newest last",
            description = "All of its meter and usage period, for as long as raw usage is kept.")
    public Uni<LineEventsView> lineEvents(
            @PathParam("id") String id,
            @PathParam("lineId") String lineId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return explanations.events(
                current.organization(),
                invoice(id),
                line(lineId),
                Cursor.decode(cursor, 2),
                Parameters.integer("limit", limit, 1, 1_000, 100));
    }

    @GET
    @Path("/{id}/proof")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "An invoice, recomputed", description = """
                    Prices from the plans, usage from the raw events, compared with what is counted and what all \
                    documents charged. What came in after the last document is still to be adjusted, and no \
                    difference.""")
    public Uni<ProofView> proof(@PathParam("id") String id) {
        return proofs.of(current.organization(), invoice(id));
    }

    private static UUID invoice(String id) {
        return Parameters.uuid("id", id).orElseThrow(() -> ProblemException.notFound("invoice"));
    }

    private static UUID line(String id) {
        return Parameters.uuid("lineId", id).orElseThrow(() -> ProblemException.notFound("line of the invoice"));
    }
}
