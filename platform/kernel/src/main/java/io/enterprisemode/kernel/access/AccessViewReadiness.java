package io.enterprisemode.kernel.access;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * A replica is ready once its access view has caught up with the topics. It stays ready when the view becomes too old
 * later, since that would remove all replicas from service at once. Requests are then refused individually, and
 * {@link AccessViewAge} reports the age.
 */
@Readiness
@ApplicationScoped
class AccessViewReadiness implements HealthCheck {

    private final AccessConfiguration configuration;
    private final AccessView view;
    private volatile boolean caughtUp;

    AccessViewReadiness(AccessConfiguration configuration, AccessView view) {
        this.configuration = configuration;
        this.view = view;
    }

    @Override
    public HealthCheckResponse call() {
        caughtUp = caughtUp || !configuration.projection() || (view.caughtUp() && view.fresh());
        return HealthCheckResponse.named("access-view-caught-up")
                .status(caughtUp)
                .build();
    }
}
