package io.enterprisemode.billing.invoice;

import io.enterprisemode.billing.subscription.AwaitedSubscription;
import io.enterprisemode.billing.subscription.CancelSubscriptionRequest;
import io.enterprisemode.billing.subscription.ChangePlanRequest;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Previews of changes: the same lines and totals as doing them, without effect. */
@Path("/api/billing/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Subscriptions")
class PreviewResource {

    private final Invoices invoices;
    private final AwaitedSubscription subscription;
    private final CurrentRequest current;

    PreviewResource(Invoices invoices, AwaitedSubscription subscription, CurrentRequest current) {
        this.invoices = invoices;
        this.subscription = subscription;
        this.current = current;
    }

    @POST
    @Path("/current/change/preview")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "What a change of plan or interval would be invoiced with at once")
    @APIResponse(
            responseCode = "200",
            description = "The documents",
            content = @Content(schema = @Schema(implementation = SubscriptionPreviewView.class)))
    @APIResponse(responseCode = "409", description = "There is no subscription, or the change is not possible now")
    public Uni<SubscriptionPreviewView> previewChange(@NotNull @Valid ChangePlanRequest request) {
        UUID organization = current.organization();
        return subscription.isThere(organization).chain(() -> invoices.previewChange(organization, request));
    }

    @POST
    @Path("/current/cancel/preview")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "What a cancellation would be invoiced with at once")
    @APIResponse(
            responseCode = "200",
            description = "The documents",
            content = @Content(schema = @Schema(implementation = SubscriptionPreviewView.class)))
    @APIResponse(responseCode = "409", description = "There is no subscription, or it cannot be canceled so")
    public Uni<SubscriptionPreviewView> previewCancel(@NotNull @Valid CancelSubscriptionRequest request) {
        UUID organization = current.organization();
        return subscription.isThere(organization).chain(() -> invoices.previewCancel(organization, request));
    }
}
