package io.enterprisemode.web.access;

import io.quarkus.oidc.common.OidcRequestFilter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Whatever is asked of the OpenID provider, such as its keys or tokens, is answered within a while or given up: Quarkus
 * itself only limits the connecting.
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
