package io.enterprisemode.teams.invitation;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.teams.Answers;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.access.Requires.Where;
import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.paging.Page;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Invitations to an organization, a team or a workspace. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/invitations")
@Tag(name = "Invitations")
class InvitationResource {

    private final InvitationService invitations;
    private final CurrentRequest current;

    InvitationResource(InvitationService invitations, CurrentRequest current) {
        this.invitations = invitations;
        this.current = current;
    }

    /**
     * Invites somebody by e-mail. The answer holds the token that whoever is invited accepts with; it is shown this
     * once, also a repetition with the same Idempotency-Key does not show it again.
     */
    @POST
    @Requires(value = Permission.MEMBER_INVITE, where = Where.ANY_NODE)
    @APIResponseSchema(value = InvitationView.class, responseCode = "201")
    @APIResponse(
            responseCode = "409",
            description =
                    "There is an open one to that address there; or the plan has no seat; or a request with this key"
                            + " is running")
    @APIResponse(responseCode = "429", description = "Too many e-mails to this address, or of this organization")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<InvitationView>> createInvitation(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key, @NotNull @Valid InvitationRequest request) {
        return invitations
                .invite(current.grants(), current.origin(), key, request)
                .map(made -> Answers.created("/api/invitations/" + made.id(), made));
    }

    /** The invitations to nodes on which the caller may invite, oldest first. */
    @GET
    @Requires(value = Permission.MEMBER_INVITE, where = Where.ANY_NODE)
    public Uni<Page<InvitationView>> listInvitations(
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit")
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.INTEGER,
                                            minimum = "1",
                                            maximum = "200",
                                            defaultValue = "50"))
                    @Nullable
                    String limit) {
        return invitations.list(current.grants(), Paging.after(cursor), Paging.limit(limit));
    }

    /**
     * Sends an invitation once more: with a new token, which is shown this once, and a new expiry. What was sent before
     * can no longer be accepted.
     */
    @POST
    @Path("/{invitationId}/resend")
    @Consumes(MediaType.WILDCARD)
    @Requires(value = Permission.MEMBER_INVITE, where = Where.ANY_NODE)
    @APIResponseSchema(value = InvitationView.class, responseCode = "200")
    @APIResponse(
            responseCode = "409",
            description = "It is settled; or there is another open one; or the plan has no seat")
    @APIResponse(responseCode = "429", description = "Too many e-mails to this address, or of this organization")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<InvitationView> resendInvitation(
            @PathParam("invitationId") UUID invitationId, @HeaderParam(IdempotentCall.HEADER) @Nullable String key) {
        return invitations.resend(current.grants(), current.origin(), key, invitationId);
    }

    /** Turns down an invitation that was sent to the caller's e-mail address. */
    @POST
    @Path("/decline")
    @SignedIn
    @APIResponse(responseCode = "204", description = "It can no longer be accepted")
    @APIResponse(responseCode = "409", description = "It is settled")
    @APIResponse(responseCode = "410", description = "It has expired")
    public Uni<Void> declineInvitation(@NotNull @Valid TokenRequest request) {
        return invitations.decline(current.origin(), request);
    }

    /** Takes an invitation back. */
    @DELETE
    @Path("/{invitationId}")
    @Requires(value = Permission.MEMBER_INVITE, where = Where.ANY_NODE)
    @APIResponse(responseCode = "204", description = "It can no longer be accepted")
    @APIResponse(responseCode = "409", description = "It has been accepted or declined")
    public Uni<Void> revokeInvitation(@PathParam("invitationId") UUID invitationId) {
        return invitations.revoke(current.grants(), current.origin(), invitationId);
    }

    /** Accepts an invitation that was sent to the caller's e-mail address. */
    @POST
    @Path("/accept")
    @SignedIn
    @APIResponseSchema(AcceptanceView.class)
    @APIResponse(responseCode = "409", description = "It is settled; or the plan has no seat for another")
    @APIResponse(responseCode = "410", description = "It has expired, or whoever made it can no longer give that role")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<AcceptanceView> acceptInvitation(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key, @NotNull @Valid TokenRequest request) {
        return invitations.accept(current.origin(), key, request);
    }
}
