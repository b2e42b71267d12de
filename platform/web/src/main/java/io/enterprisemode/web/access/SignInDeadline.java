package io.enterprisemode.web.access;

import io.quarkus.oidc.common.OidcRequestFilter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sets a timeout for requests to the OpenID provider, such as for its keys or tokens. Quarkus itself only limits the
 * time to connect.
 */
@ApplicationScoped
public class SignInDeadline implements OidcRequestFilter {

    private final long millis;

    SignInDeadline(@ConfigProperty(name = "enterprise.oidc.deadline") Duration deadline) {
        this.millis = deadline.toMillis();
    }

    @Override
    public Uni<Void> filter(OidcRequestFilterContext request) {
        request.request().timeout(millis);
        return Uni.createFrom().voidItem();
    }
}
