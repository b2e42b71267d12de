package io.enterprisemode.gateway.routing;

import io.enterprisemode.gateway.backend.LatestChange;
import io.enterprisemode.gateway.backend.Routes;
import io.enterprisemode.gateway.backend.ServiceClient;
import io.enterprisemode.gateway.backend.ServicesConfiguration;
import io.enterprisemode.gateway.limit.RateLimitGate;
import io.enterprisemode.gateway.session.Sessions;
import io.enterprisemode.web.access.ConsistencyToken;
import io.enterprisemode.web.http.RequestIds;
import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.request.BodyDeadline;
import io.enterprisemode.web.request.BodyPace;
import io.enterprisemode.web.request.ClientAddresses;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests on to the service that owns the path, with the caller's own token: the one it sent, or the access token of its session.
 * The service decides; the gateway adds no rights and takes none away. Headers that say who or where the caller is pass only as the gateway itself sets them.
 */
@ApplicationScoped
public class Forwarding {

    private static final Logger LOG = Logger.getLogger(Forwarding.class);
    private static final int AFTER_FILTERS = 100;
    private static final int CONNECTIONS = 256;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Map<String, ServiceAddress> addresses = new HashMap<>();
    private final Vertx vertx;
    private final HttpClient client;
    private final Duration bodyDeadline;
    private final BodyPace bodyPace;
    private final Sessions sessions;
    private final ProblemMapper problems;
    private final ClientAddresses clients;
    private final RateLimitGate limits;
    private final LatestChange latest;
    private final boolean https;

    Forwarding(
            Vertx vertx,
            ServicesConfiguration configuration,
            ServiceClient connections,
            Sessions sessions,
            ProblemMapper problems,
            ClientAddresses clients,
            RateLimitGate limits,
            LatestChange latest,
            BodyDeadline bodies,
            @ConfigProperty(name = "enterprise.gateway.https") boolean https) {
        this.https = https;
        this.vertx = vertx;
        this.sessions = sessions;
        this.problems = problems;
        this.clients = clients;
        this.limits = limits;
        this.latest = latest;
        this.bodyDeadline = configuration.bodyDeadline();
        this.bodyPace = bodies.pace();
        this.client = vertx.createHttpClient(
                connections.configure(new HttpClientOptions(), configuration.forwardTimeout()),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
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

    /** The log follows what changes something; usage is data and comes by the thousand, and decisions change nothing. */
    private static void tell(RoutingContext routing, String service) {
        boolean changes = !READING.contains(routing.request().method()) && !Routes.isData(routing.normalizedPath());
        Logger.Level level = changes ? Logger.Level.INFO : Logger.Level.DEBUG;
        LOG.logf(level, "%s %s goes to %s-service", routing.request().method(), routing.normalizedPath(), service);
    }

    private void send(ServiceAddress address, String service, RoutingContext routing, @Nullable String token) {
        boolean browser = token != null;
        new Exchange(
                        routing,
                        service,
                        vertx,
                        problems,
                        answer -> answered(routing, answer),
                        bodyDeadline,
                        bodyPace,
                        browser)
                .send(client, address, headers -> addOwn(headers, routing, token));
    }

    private void answered(RoutingContext routing, HttpClientResponse answer) {
        limits.answered(routing, answer.statusCode(), answer.getHeader(RateLimitGate.CALLER));
        latest.note(answer.getHeader(ConsistencyToken.HEADER));
    }

    private void addOwn(MultiMap headers, RoutingContext routing, @Nullable String token) {
        String from = clients.of(routing.request());
        if (from != null) {
            headers.set(ClientAddresses.FORWARDED_FOR, from);
        }
        headers.set("X-Forwarded-Proto", https ? "https" : routing.request().scheme());
        headers.set(RequestIds.HEADER, RequestIds.of(routing));
        latest.addTo(headers);
        if (token != null) {
            headers.set("Authorization", "Bearer " + token);
        }
    }

    private void refuse(RoutingContext routing, Throwable failure) {
        UnreadBody.closeAfterwards(routing);
        problems.answer(failure, routing);
    }
}
