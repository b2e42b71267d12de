package io.enterprisemode.teams.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.Public;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.request.IgnoresOtherParameters;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What of SCIM is supported (RFC 7644, section 4). */
@Produces({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@Consumes({ScimJson.MEDIA_TYPE, MediaType.APPLICATION_JSON})
@IgnoresOtherParameters
@Path(ScimType.BASE)
@Tag(name = "SCIM")
class ScimDiscoveryResource {

    /** What is supported. */
    @GET
    @Path("/ServiceProviderConfig")
    @Public
    public Uni<ObjectNode> readServiceProviderConfig() {
        return Uni.createFrom().item(Discovery.serviceProviderConfig());
    }

    /** The types of resources. */
    @GET
    @Path("/ResourceTypes")
    @Public
    public Uni<ObjectNode> listResourceTypes() {
        return Uni.createFrom().item(Discovery.resourceTypes());
    }

    /** One type of resources. */
    @GET
    @Path("/ResourceTypes/{name}")
    @Public
    public Uni<ObjectNode> readResourceType(@PathParam("name") String name) {
        return found("resource type", Discovery.resourceType(name));
    }

    /** The schemas. */
    @GET
    @Path("/Schemas")
    @Public
    public Uni<ObjectNode> listSchemas() {
        return Uni.createFrom().item(Discovery.schemas());
    }

    /** One schema. */
    @GET
    @Path("/Schemas/{urn}")
    @Public
    public Uni<ObjectNode> readSchema(@PathParam("urn") String urn) {
        return found("schema", Discovery.schema(urn));
    }

    /** Is not supported: programs provision, and they are no users. */
    @GET
    @Path("/Me")
    @Requires(Permission.SSO_MANAGE)
    @APIResponse(responseCode = "501", description = "Not supported")
    public Uni<ObjectNode> readMe() {
        return Uni.createFrom().failure(ScimProblems.NOT_IMPLEMENTED.with("GET /api/me says who calls."));
    }

    /** Is not supported; see ServiceProviderConfig. */
    @POST
    @Path("/Bulk")
    @Requires(Permission.SSO_MANAGE)
    @APIResponse(responseCode = "501", description = "Not supported")
    public Uni<ObjectNode> bulk(byte @Nullable [] body) {
        return Uni.createFrom().failure(ScimProblems.NOT_IMPLEMENTED.with("Send the operations one by one."));
    }

    private static Uni<ObjectNode> found(String what, Optional<ObjectNode> document) {
        return Uni.createFrom().item(document.orElseThrow(() -> ProblemException.notFound(what)));
    }
}
