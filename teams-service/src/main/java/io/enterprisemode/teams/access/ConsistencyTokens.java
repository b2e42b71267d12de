package io.enterprisemode.teams.access;

import io.enterprisemode.web.access.ConsistencyToken;
import io.enterprisemode.web.access.CurrentRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Adds a {@link ConsistencyToken} to the answer of each request that may have changed memberships, structure or API
 * keys. The token is created after the change is committed, and a heartbeat of a later instant is published after the
 * change. The two instants may be of different replicas, whose clocks may differ by {@link #SKEW}.
 */
@ApplicationScoped
class ConsistencyTokens {

    /** Methods of requests without effect (RFC 9110, section 9.2.1). */
    static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final int SUCCESSFUL = 2;
    private static final Duration SKEW = Duration.ofMillis(50);

    private final Clock clock;
    private final CurrentRequest current;

    ConsistencyTokens(Clock clock, CurrentRequest current) {
        this.clock = clock;
        this.current = current;
    }

    @ServerResponseFilter
    public void add(ContainerRequestContext request, ContainerResponseContext response, ResourceInfo resource) {
        if (response.getStatus() / 100 == SUCCESSFUL && mayHaveChangedAccess(request.getMethod(), resource)) {
            response.getHeaders().putSingle(ConsistencyToken.HEADER, token().value());
        }
    }

    private ConsistencyToken token() {
        return new ConsistencyToken(clock.instant().plus(SKEW));
    }

    private boolean mayHaveChangedAccess(String method, ResourceInfo resource) {
        Class<?> asked = resource.getResourceClass();
        return current.changesAccess()
                || (!SAFE.contains(method) && asked != null && !asked.isAnnotationPresent(ReadOnly.class));
    }
}
