package io.enterprisemode.kernel.access;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * How old the view of who may do what is: DOWN once it is too old to decide by, so that every request that needs a
 * decision is answered 503, and while there is something in it that this version cannot read, so that some have no
 * rights. It is a matter of wellness ({@code /q/health/well}), which takes no replica out of service and restarts none:
 * all replicas are concerned at once, and only teams-service or Kafka can help.
 */
@Wellness
@ApplicationScoped
class AccessViewAge implements HealthCheck {

    private static final String NAME = "access-view";

    private final AccessConfiguration configuration;
    private final AccessView view;

    AccessViewAge(AccessConfiguration configuration, AccessView view) {
        this.configuration = configuration;
        this.view = view;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(NAME);
        if (!configuration.projection()) {
            return response.up().build();
        }
        view.heardAgo().ifPresent(age -> response.withData("ageSeconds", age.toSeconds()));
        return response.withData("staleAfterSeconds", configuration.staleAfter().toSeconds())
                .withData("stale", !view.fresh())
                .withData("unreadable", view.unreadable())
                .status(view.fresh() && view.unreadable() == 0)
                .build();
    }
}
