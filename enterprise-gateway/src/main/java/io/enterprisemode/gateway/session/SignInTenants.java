package io.enterprisemode.gateway.session;

import io.quarkus.oidc.TenantResolver;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Requests with an Authorization header are programs with tokens (the default tenant); all others are browsers with a
 * session.
 */
@ApplicationScoped
public class SignInTenants implements TenantResolver {

    static final String BROWSERS = "web";

    @Override
    public @Nullable String resolve(RoutingContext routing) {
        return routing.request().getHeader("Authorization") == null ? BROWSERS : null;
    }
}
