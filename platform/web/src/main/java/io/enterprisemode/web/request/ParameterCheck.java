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
 * Refuses a request with a query parameter that its operation does not declare, that is empty, or that is there twice
 * and has one value ({@link DeclaredParameters}). REST would ignore the first, and take the first of the third, so that
 * a misspelt filter showed, exported or sent again everything; an empty one would do the same. It runs after the access
 * filter: what an operation takes is told to whoever may call it. Operations that decide by themselves do so after
 * this, as they do after the body is read.
 *
 * <p>It is for all operations of REST, those of the gateway and public ones, too, but for classes with
 * {@link IgnoresOtherParameters}. Whatever is answered before REST is not concerned, such as the paths under
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
