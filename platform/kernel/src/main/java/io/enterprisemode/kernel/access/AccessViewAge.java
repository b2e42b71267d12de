package io.enterprisemode.kernel.access;

import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Reports the age of the access view. It is DOWN when the view is too old for decisions, so that every request that
 * needs one is answered 503. It is also DOWN while the view has records that this version cannot read, so that their
 * subjects have no rights. It is a wellness check ({@code /q/health/well}): it removes no replica from service and
 * restarts none, because all replicas are affected at once and only teams-service or Kafka can resolve it.
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
