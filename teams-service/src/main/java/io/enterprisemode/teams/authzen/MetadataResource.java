package io.enterprisemode.teams.authzen;

import io.enterprisemode.web.access.Public;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Discovery of the decision point (section 9). */
@Produces(MediaType.APPLICATION_JSON)
@Path("/.well-known/authzen-configuration")
@Tag(name = "AuthZEN")
class MetadataResource {

    private static final String FOR_AN_HOUR = "public, max-age=3600";

    private final Metadata metadata;

    MetadataResource(@ConfigProperty(name = "enterprise.public-url") String publicUrl) {
        this.metadata = Metadata.at(publicUrl);
    }

    /** Where the AuthZEN interface is. */
    @GET
    @Public
    @APIResponseSchema(Metadata.class)
    public RestResponse<Metadata> readAuthZenMetadata() {
        return RestResponse.ResponseBuilder.ok(metadata)
                .header(HttpHeaders.CACHE_CONTROL, FOR_AN_HOUR)
                .build();
    }
}
