package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.subscription.AwaitedSubscription;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/billing/invoices")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Invoices")
class InvoiceResource {

    private final Invoices invoices;
    private final AwaitedSubscription subscription;
    private final CurrentRequest current;

    InvoiceResource(Invoices invoices, AwaitedSubscription subscription, CurrentRequest current) {
        this.invoices = invoices;
        this.subscription = subscription;
        this.current = current;
    }

    @POST
    @Requires(Permission.BILLING_MANAGE)
    @Operation(
            summary = "Issue the invoice of a period that is over, or preview that of the current one",
            description =
                    "Periods that are over get their invoice by themselves; this is for who does not want to wait.")
    @APIResponse(
            responseCode = "200",
            description = "A preview: nothing is issued",
            content = @Content(schema = @Schema(implementation = InvoiceView.class)))
    @APIResponse(
            responseCode = "201",
            description = "Issued, now or before",
            headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = InvoiceView.class)))
    @APIResponse(responseCode = "409", description = "The period is not over, or there is no subscription")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<InvoiceView>> createInvoice(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @QueryParam("preview") @Nullable String preview,
            @RequestBody(required = false) @Nullable CreateInvoiceRequest request) {
        boolean asked = Parameters.oneOf("preview", preview, List.of(true, false), String::valueOf)
                .orElse(request != null && Boolean.TRUE.equals(request.preview()));
        UUID organization = current.organization();
        if (asked) {
            return subscription
                    .isThere(organization)
                    .chain(() -> invoices.preview(organization))
                    .map(RestResponse::ok);
        }
        return subscription
                .isThere(organization)
                .chain(() -> invoices.create(
                        organization,
                        current.origin(),
                        idempotencyKey,
                        Optional.ofNullable(request).map(CreateInvoiceRequest::periodStart)))
                .map(issued -> RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, issued)
                        .header(HttpHeaders.LOCATION, "/api/billing/invoices/" + issued.id())
                        .build());
    }

    @GET
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "The invoices of the organization, newest first, without lines")
    public Uni<Page<InvoiceView>> invoices(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        return invoices.list(
                current.organization(), Cursor.decode(cursor, 1), Parameters.integer("limit", limit, 1, 200, 50));
    }

    @GET
    @Path("/upcoming")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "The next invoice: so far, and as expected by the end of the period", description = """
                    Nothing is issued; the code is that which issues invoices. What is expected takes usage to \
                    go on at its pace so far.""")
    public Uni<UpcomingInvoiceView> upcomingInvoice() {
        UUID organization = current.organization();
        return subscription.isThere(organization).chain(() -> invoices.upcoming(organization));
    }

    @GET
    @Path("/open")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "What is invoiced and not settled, over all invoices of the organization")
    public Uni<OpenInvoicesView> openInvoices() {
        return invoices.open(current.organization());
    }

    @GET
    @Path("/{id}")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "One invoice with its lines")
    public Uni<InvoiceView> invoice(@PathParam("id") String id) {
        return invoices.byId(
                current.organization(),
                Parameters.uuid("id", id).orElseThrow(() -> ProblemException.notFound("invoice")));
    }
}
