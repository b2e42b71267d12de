package io.enterprisemode.gateway.health;

import io.enterprisemode.web.access.SignedIn;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The health of all services in one answer. */
@Path("/api/enterprise/health")
class HealthResource {

    private final ServiceHealthWatch watch;

    HealthResource(ServiceHealthWatch watch) {
        this.watch = watch;
    }

    /** Every service with its status, latency and since when, and how old its view of who may do what is. */
    @GET
    @SignedIn
    public Uni<ServicesView> serviceHealth() {
        return Uni.createFrom().item(() -> new ServicesView(watch.all(), watch.accessViews()));
    }

    @Schema(name = "Services")
    record ServicesView(List<ServiceHealth> services, List<AccessViewHealth> accessViews) {}
}
