package io.enterprisemode.billing.ingest;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lets producers check their credential; also measures the cost of a request that does nothing. */
@Path("/api/billing/ping")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Usage")
class PingResource {

    /**
     * The answer to a ping.
     *
     * @param organizationId for which the credential may send usage
     */
    @Schema(name = "Ping")
    record PingView(UUID organizationId) {}

    private final CurrentRequest current;

    PingResource(CurrentRequest current) {
        this.current = current;
    }

    @GET
    @NonBlocking
    @Requires(value = Permission.USAGE_WRITE, where = Requires.Where.ANY_NODE)
    @Operation(
            summary = "Try a credential",
            description = "Answers whoever may send usage, without asking the database.")
    public PingView ping() {
        return new PingView(current.organization());
    }
}
