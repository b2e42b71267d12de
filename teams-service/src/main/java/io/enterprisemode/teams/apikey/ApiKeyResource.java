package io.enterprisemode.teams.apikey;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.kernel.idempotency.IdempotentCall;
import io.enterprisemode.teams.Answers;
import io.enterprisemode.teams.Paging;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.paging.Cursor;
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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** API keys of an organization. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/api/apikeys")
@Tag(name = "API keys")
class ApiKeyResource {

    private final ApiKeyService apiKeys;
    private final CurrentRequest current;

    ApiKeyResource(ApiKeyService apiKeys, CurrentRequest current) {
        this.apiKeys = apiKeys;
        this.current = current;
    }

    /**
     * Makes an API key with a service account of its own. The key is shown this once, also a repetition with the same
     * Idempotency-Key does not show it again.
     */
    @POST
    @Requires(Permission.APIKEY_MANAGE)
    @APIResponseSchema(value = ApiKeyView.class, responseCode = "201")
    @APIResponse(responseCode = "409", description = "A request with this Idempotency-Key is still running")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<RestResponse<ApiKeyView>> createApiKey(
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key, @NotNull @Valid ApiKeyRequest request) {
        return apiKeys.create(current.grants(), current.origin(), key, request)
                .map(made -> Answers.created("/api/apikeys/" + made.keyId(), made));
    }

    /** All API keys, revoked ones too, oldest first. */
    @GET
    @Requires(Permission.APIKEY_MANAGE)
    public Uni<Page<ApiKeyView>> listApiKeys(
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
        return apiKeys.list(current.grants(), Cursor.decode(cursor, 2), Paging.limit(limit));
    }

    /**
     * Gives an API key a new secret, which is shown this once; the present one stays good for the overlap, so that
     * programs can change over one by one. A second rotation ends the overlap of the first.
     */
    @POST
    @Path("/{keyId}/rotate")
    @Requires(Permission.APIKEY_MANAGE)
    @APIResponseSchema(value = ApiKeyView.class, responseCode = "200")
    @APIResponse(
            responseCode = "409",
            description = "It is revoked or expired; or a request with this Idempotency-Key is running")
    @APIResponse(responseCode = "422", description = "The Idempotency-Key was used for another request")
    public Uni<ApiKeyView> rotateApiKey(
            @PathParam("keyId") String keyId,
            @HeaderParam(IdempotentCall.HEADER) @Nullable String key,
            @NotNull @Valid RotationRequest request) {
        return apiKeys.rotate(current.grants(), current.origin(), key, keyId, request);
    }

    /** Revokes an API key at once and for good. */
    @DELETE
    @Path("/{keyId}")
    @Requires(Permission.APIKEY_MANAGE)
    @APIResponse(responseCode = "204", description = "It is accepted no more")
    @APIResponse(responseCode = "409", description = "The deletion of the organization was asked for")
    public Uni<Void> revokeApiKey(@PathParam("keyId") String keyId) {
        return apiKeys.revoke(current.organization(), current.origin(), keyId);
    }
}
