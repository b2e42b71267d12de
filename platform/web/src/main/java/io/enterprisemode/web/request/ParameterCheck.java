package io.enterprisemode.web.request;

import io.enterprisemode.web.http.Resources;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a request with a query parameter that its operation does not declare, that is empty, or that is repeated
 * although it takes one value ({@link DeclaredParameters}). REST would ignore an undeclared parameter and use the first
 * of repeated ones, so that a request with a misspelt or empty filter would show, export or resend everything. It runs
 * after the access filter, so that only permitted callers learn the parameters of an operation. Operations that decide
 * by themselves do so after this, as they do after the body is read.
 *
 * <p>It applies to all REST operations, including those of the gateway and public ones, except classes with
 * {@link IgnoresOtherParameters}. It does not apply to requests that are answered before REST, such as the paths under
 * {@code /q}, pages, and the sign-in of the gateway with the parameters of the OpenID provider; requests that the
 * gateway forwards are checked by the service that they are for.
 */
@ApplicationScoped
public class ParameterCheck {

    private final Map<Method, DeclaredParameters> declared = new ConcurrentHashMap<>();

    void read(@Observes StartupEvent started) {
        Resources.operations().forEach(operation -> declared.put(operation, DeclaredParameters.of(operation)));
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION, nonBlocking = true)
    public void check(ResourceInfo resource, RoutingContext routing) {
        if (routing.request().query() != null) {
            declared.computeIfAbsent(resource.getResourceMethod(), DeclaredParameters::of)
                    .check(routing.queryParams().entries());
        }
    }
}
