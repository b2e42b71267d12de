package io.enterprisemode.gateway.routing;

import io.enterprisemode.gateway.backend.Routes;
import io.enterprisemode.gateway.backend.ServiceClient;
import io.enterprisemode.gateway.backend.ServicesConfiguration;
import io.enterprisemode.gateway.limit.RateLimitGate;
import io.enterprisemode.gateway.session.Sessions;
import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.request.BodyDeadline;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests on to the service that owns the path, with the caller's own token: the one it sent, or the access
 * token of its session. The service decides; the gateway adds no rights and takes none away. Headers that state who or
 * where the caller is are set by the gateway only.
 */
@ApplicationScoped
public class Forwarding {

    private static final Logger LOG = Logger.getLogger(Forwarding.class);
    private static final int AFTER_FILTERS = 100;
    private static final int CONNECTIONS = 256;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Map<String, ServiceAddress> addresses = new HashMap<>();
    private final HttpClient client;
    private final BodyTimeouts timeouts;
    private final Sessions sessions;
    private final ProblemMapper problems;
    private final RateLimitGate limits;
    private final GatewayHeaders headers;

    Forwarding(
            ServicesConfiguration configuration,
            ServiceClient connections,
            Sessions sessions,
            ProblemMapper problems,
            RateLimitGate limits,
            GatewayHeaders headers,
            BodyDeadline bodies) {
        this.sessions = sessions;
        this.problems = problems;
        this.limits = limits;
        this.headers = headers;
        this.timeouts = new BodyTimeouts(configuration.bodyDeadline(), bodies.pace());
        this.client = connections.http(configuration.forwardTimeout(), CONNECTIONS);
        configuration.services().forEach((name, service) -> {
            addresses.put(name, ServiceAddress.of("enterprise.gateway.services." + name + ".url", service.url()));
            ServiceAddress.of("enterprise.gateway.services." + name + ".management-url", service.managementUrl());
        });
    }

    void register(@Observes Router router) {
        for (String paths : List.of("/api/*", "/scim/v2/*", "/access/v1/*", "/.well-known/authzen-configuration")) {
            router.route(paths).order(AFTER_FILTERS).handler(this::forward);
        }
    }

    private void forward(RoutingContext routing) {
        String service = Routes.serviceOf(routing.normalizedPath()).orElse("");
        ServiceAddress address = addresses.get(service);
        if (address == null) {
            routing.next();
            return;
        }
        tell(routing, service);
        routing.request().pause();
        if (routing.request().getHeader("Authorization") != null || Routes.isOpen(routing.normalizedPath())) {
            send(address, service, routing, null);
            return;
        }
        sessions.accessToken(routing)
                .subscribe()
                .with(token -> send(address, service, routing, token), failure -> refuse(routing, failure));
    }

    /**
     * Requests that change something are logged at INFO. All others are logged at DEBUG, also usage, which arrives in
     * large numbers, and decisions, which change nothing.
     */
    private static void tell(RoutingContext routing, String service) {
        boolean changes = !READING.contains(routing.request().method()) && !Routes.isData(routing.normalizedPath());
        Logger.Level level = changes ? Logger.Level.INFO : Logger.Level.DEBUG;
        LOG.logf(level, "%s %s goes to %s-service", routing.request().method(), routing.normalizedPath(), service);
    }

    private void send(ServiceAddress address, String service, RoutingContext routing, @Nullable String token) {
        boolean browser = token != null;
        new Exchange(routing, service, problems, answer -> answered(routing, answer), timeouts, browser)
                .send(client, address, own -> headers.addTo(own, routing, token));
    }

    private void answered(RoutingContext routing, HttpClientResponse answer) {
        limits.answered(routing, answer.statusCode(), answer.getHeader(RateLimitGate.CALLER));
        headers.noteChange(answer);
    }

    private void refuse(RoutingContext routing, Throwable failure) {
        UnreadBody.closeAfterwards(routing);
        problems.answer(failure, routing);
    }
}
