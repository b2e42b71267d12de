package io.enterprisemode.billing.payment;

import io.enterprisemode.contracts.access.InstallationPermission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.RequiresInstallation;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

@Path("/api/billing/organizations/{organizationId}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Payments")
class PaymentResource {

    private final Payments payments;
    private final ReceivableAdjustments adjustments;
    private final CurrentRequest current;

    PaymentResource(Payments payments, ReceivableAdjustments adjustments, CurrentRequest current) {
        this.payments = payments;
        this.adjustments = adjustments;
        this.current = current;
    }

    @POST
    @Path("/invoices/{id}/payments")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "Record a payment towards an invoice", description = """
                    The invoice is paid as soon as nothing of it is open; what is above it becomes customer credit, \
                    which is applied to the next invoice. Of an uncollectible invoice it recovers what is written off; \
                    the invoice is paid when nothing is written off any more.""")
    @APIResponse(
            responseCode = "201",
            description = "Recorded",
            content = @Content(schema = @Schema(implementation = PaymentView.class)))
    @APIResponse(responseCode = "409", description = "The invoice is paid or void, or the same request is running")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<PaymentView>> recordPayment(
            @PathParam("organizationId") String organizationId,
            @PathParam("id") String id,
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @NotNull @Valid RecordPaymentRequest request) {
        return payments.record(organization(organizationId), invoice(id), current.origin(), idempotencyKey, request)
                .map(made -> RestResponse.status(RestResponse.Status.CREATED, made));
    }

    @POST
    @Path("/invoices/{id}/void")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "Declare an invoice void, towards which nothing was paid", description = """
                    Customer credit that was applied to it is given back. Its number stays taken. Doing so again has \
                    no effect.""")
    @APIResponse(responseCode = "204", description = "It is void")
    @APIResponse(
            responseCode = "409",
            description =
                    "The invoice is paid or uncollectible, something was paid towards it, or a credit note corrects it")
    public Uni<Void> voidInvoice(@PathParam("organizationId") String organizationId, @PathParam("id") String id) {
        return payments.voidInvoice(organization(organizationId), invoice(id), current.origin());
    }

    @POST
    @Path("/invoices/{id}/apply-credit")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "Apply customer credit to an open invoice")
    @APIResponse(
            responseCode = "200",
            description = "Applied",
            content = @Content(schema = @Schema(implementation = CreditApplicationView.class)))
    @APIResponse(responseCode = "409", description = """
                    The customer is owed less, less is open, the invoice is not open, or the same request is running""")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<CreditApplicationView> applyCredit(
            @PathParam("organizationId") String organizationId,
            @PathParam("id") String id,
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @NotNull @Valid ApplyCreditRequest request) {
        return adjustments.applyCredit(
                organization(organizationId), invoice(id), current.origin(), idempotencyKey, request);
    }

    @POST
    @Path("/invoices/{id}/write-off")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "Write off what is open of an invoice: it is uncollectible", description = """
                    The customer still owes it: what is paid later is recorded as a payment towards the invoice.""")
    @APIResponse(
            responseCode = "200",
            description = "Written off",
            content = @Content(schema = @Schema(implementation = WriteOffView.class)))
    @APIResponse(responseCode = "409", description = "The invoice is not open, or the same request is running")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<WriteOffView> writeOff(
            @PathParam("organizationId") String organizationId,
            @PathParam("id") String id,
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @NotNull @Valid WriteOffRequest request) {
        return adjustments.writeOff(
                organization(organizationId), invoice(id), current.origin(), idempotencyKey, request);
    }

    @POST
    @Path("/refunds")
    @RequiresInstallation(InstallationPermission.INVOICES_MANAGE)
    @Operation(summary = "Record that customer credit was paid out")
    @APIResponse(
            responseCode = "201",
            description = "Recorded",
            content = @Content(schema = @Schema(implementation = RefundView.class)))
    @APIResponse(responseCode = "409", description = "The customer is owed less, or the same request is running")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<RefundView>> refund(
            @PathParam("organizationId") String organizationId,
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @NotNull @Valid RefundRequest request) {
        return payments.refund(organization(organizationId), current.origin(), idempotencyKey, request)
                .map(made -> RestResponse.status(RestResponse.Status.CREATED, made));
    }

    private static UUID organization(String id) {
        return Parameters.uuid("organizationId", id).orElseThrow(() -> ProblemException.notFound("organization"));
    }

    private static UUID invoice(String id) {
        return Parameters.uuid("id", id).orElseThrow(() -> ProblemException.notFound("invoice"));
    }
}
