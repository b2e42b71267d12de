package io.enterprisemode.kernel.access;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * A replica is ready once it has caught up with who may do what. It does not become unready when the view ages later:
 * that would take all replicas out at once; requests are then refused one by one, and {@link AccessViewAge} tells the
 * age.
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
