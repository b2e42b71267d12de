package io.enterprisemode.billing.subscription;

import io.enterprisemode.billing.subscription.ChangeSubscription.Wanted;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.Parameters;
import io.enterprisemode.web.request.RevisionTag;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
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
import java.util.Optional;
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

@Path("/api/billing/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Subscriptions")
class SubscriptionResource {

    private final Subscriptions subscriptions;
    private final ChangeSubscription changes;
    private final AwaitedSubscription awaited;
    private final CurrentRequest current;

    SubscriptionResource(
            Subscriptions subscriptions,
            ChangeSubscription changes,
            AwaitedSubscription awaited,
            CurrentRequest current) {
        this.subscriptions = subscriptions;
        this.changes = changes;
        this.awaited = awaited;
        this.current = current;
    }

    @POST
    @Requires(Permission.BILLING_MANAGE)
    @Operation(summary = "Subscribe to a plan", description = """
                    There is one subscription at a time. The one that an organization gets by itself at its beginning \
                    (automatic) is replaced: it is canceled, and its plan holds until the new one starts. Any other is \
                    changed or canceled instead.""")
    @APIResponse(
            responseCode = "201",
            description = "Subscribed",
            headers = @Header(name = HttpHeaders.LOCATION, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
    @APIResponse(responseCode = "409", description = "There is a subscription already, or the same request is running")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<SubscriptionView>> createSubscription(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @NotNull @Valid CreateSubscriptionRequest request) {
        return subscriptions
                .create(current.organization(), current.origin(), idempotencyKey, request)
                .map(made -> RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, made)
                        .header(HttpHeaders.LOCATION, "/api/billing/subscriptions/" + made.id())
                        .header(HttpHeaders.ETAG, RevisionTag.of(made.revision()))
                        .build());
    }

    @GET
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "The subscriptions of the organization, newest first")
    public Uni<Page<SubscriptionView>> subscriptions(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        UUID organization = current.organization();
        Optional<Cursor> after = Cursor.decode(cursor, 1);
        int most = Parameters.integer("limit", limit, 1, 200, 50);
        Uni<Boolean> first = after.isPresent() ? Uni.createFrom().item(true) : awaited.isThere(organization);
        return first.chain(() -> subscriptions.list(organization, after, most));
    }

    @GET
    @Path("/current")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "The subscription that is in force or about to start")
    @APIResponse(
            responseCode = "200",
            description = "The subscription",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
    public Uni<RestResponse<SubscriptionView>> currentSubscription() {
        UUID organization = current.organization();
        return awaited.isThere(organization)
                .chain(() -> subscriptions.live(organization))
                .map(SubscriptionResource::tagged);
    }

    private static RestResponse<SubscriptionView> tagged(SubscriptionView subscription) {
        return RestResponse.ResponseBuilder.ok(subscription)
                .header(HttpHeaders.ETAG, RevisionTag.of(subscription.revision()))
                .build();
    }

    @POST
    @Path("/current/change")
    @Requires(Permission.BILLING_MANAGE)
    @Operation(summary = "Change to another plan or interval", description = """
                    Now: the rest of the fee period is credited at the old price and charged at the new one, to the \
                    second, by a document at once; the new plan holds from this second on. At the period's end: it \
                    waits, replaces whatever waited, and can be undone. In a trial every change is at once and free.""")
    @APIResponse(
            responseCode = "200",
            description = "Changed, or waiting",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
    @APIResponse(
            responseCode = "409",
            description =
                    "There is no subscription, or it is suspended, or has the plan, or the same request is running")
    @APIResponse(responseCode = "412", description = "The subscription has changed since it was read")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    @APIResponse(responseCode = "429", description = "The subscription was changed too often today")
    public Uni<RestResponse<SubscriptionView>> changePlan(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @Parameter(description = "The ETag of the subscription as it was read")
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            @NotNull @Valid ChangePlanRequest request) {
        return carryOut(idempotencyKey, ifMatch, new Wanted.Change(request));
    }

    @POST
    @Path("/current/cancel")
    @Requires(Permission.BILLING_MANAGE)
    @Operation(summary = "Cancel the subscription", description = """
                    At the period's end: it waits and can be undone. Now: with or without credit for the rest of the \
                    fee period. Usage until the end gets its invoice, late usage a last one.""")
    @APIResponse(
            responseCode = "200",
            description = "Canceled, or waiting",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
    @APIResponse(
            responseCode = "409",
            description = "There is no subscription, or the price is not credited, or the same request is running")
    @APIResponse(responseCode = "412", description = "The subscription has changed since it was read")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    @APIResponse(responseCode = "429", description = "The subscription was changed too often today")
    public Uni<RestResponse<SubscriptionView>> cancelSubscription(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @Parameter(description = "The ETag of the subscription as it was read")
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch,
            @NotNull @Valid CancelSubscriptionRequest request) {
        return carryOut(idempotencyKey, ifMatch, new Wanted.Cancel(request));
    }

    @POST
    @Path("/current/undo")
    @Requires(Permission.BILLING_MANAGE)
    @Operation(summary = "Drop the change or cancellation that waits")
    @APIResponse(
            responseCode = "200",
            description = "Nothing waits any more",
            headers = @Header(name = HttpHeaders.ETAG, schema = @Schema(implementation = String.class)),
            content = @Content(schema = @Schema(implementation = SubscriptionView.class)))
    @APIResponse(responseCode = "409", description = "Nothing waits, or the same request is running")
    @APIResponse(responseCode = "412", description = "The subscription has changed since it was read")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    @APIResponse(responseCode = "429", description = "The subscription was changed too often today")
    public Uni<RestResponse<SubscriptionView>> undoPendingChange(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String idempotencyKey,
            @Parameter(description = "The ETag of the subscription as it was read")
                    @HeaderParam(HttpHeaders.IF_MATCH)
                    @Nullable
                    String ifMatch) {
        return carryOut(idempotencyKey, ifMatch, new Wanted.Undo());
    }

    private Uni<RestResponse<SubscriptionView>> carryOut(
            @Nullable String idempotencyKey, @Nullable String ifMatch, Wanted wanted) {
        UUID organization = current.organization();
        return awaited.isThere(organization)
                .chain(() -> changes.carryOut(organization, current.origin(), idempotencyKey, ifMatch, wanted))
                .map(SubscriptionResource::tagged);
    }

    @GET
    @Path("/{id}/history")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "What happened to a subscription, newest first")
    public Uni<Page<SubscriptionHistoryView>> subscriptionHistory(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return subscriptions.history(
                current.organization(),
                Parameters.uuid("id", id).orElseThrow(() -> ProblemException.notFound("subscription")),
                Cursor.decode(cursor, 1),
                Parameters.integer("limit", limit, 1, 200, 50));
    }

    @GET
    @Path("/{id}")
    @Requires(Permission.BILLING_READ)
    @Operation(summary = "One subscription")
    public Uni<SubscriptionView> subscription(@PathParam("id") String id) {
        return subscriptions.byId(
                current.organization(),
                Parameters.uuid("id", id).orElseThrow(() -> ProblemException.notFound("subscription")));
    }
}
