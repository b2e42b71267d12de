package io.enterprisemode.gateway.routing;

import io.enterprisemode.gateway.session.Sessions;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.enterprisemode.web.request.RequestIds;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests on to the service that owns the path, with the caller's own token: the one it sent, or the access token of its session.
 * The service decides; the gateway adds no rights and takes none away.
 */
@ApplicationScoped
public class Forwarding {

    private static final Logger LOG = Logger.getLogger(Forwarding.class);
    private static final int AFTER_FILTERS = 100;
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> USAGE = Set.of("/api/billing/usage", "/api/v1/events");
    private static final String CHECK = "/api/permissions/check";
    private static final String DECISIONS = "/access/v1/";

    /** Headers that say who or where the caller is: only the gateway may set them. */
    private static final List<String> NOT_FROM_OUTSIDE = List.of(
            "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Real-IP");

    private final Map<String, HttpProxy> proxies = new HashMap<>();
    private final Sessions sessions;
    private final Problems problems;

    Forwarding(Vertx vertx, ServicesConfiguration configuration, Sessions sessions, Problems problems) {
        this.sessions = sessions;
        this.problems = problems;
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(2_000)
                        .setKeepAliveTimeout(30)
                        .setIdleTimeout((int) configuration.forwardTimeout().toSeconds()),
                new PoolOptions().setHttp1MaxSize(256));
        configuration.services().forEach((name, service) -> {
            URI url = service.url();
            int port = url.getPort() > 0 ? url.getPort() : 80;
            proxies.put(
                    name,
                    HttpProxy.reverseProxy(client).origin(port, url.getHost()).addInterceptor(new Rewrite(name)));
        });
    }

    void register(@Observes Router router) {
        for (String paths : List.of("/api/*", "/scim/v2/*", "/access/v1/*", "/.well-known/authzen-configuration")) {
            router.route(paths).order(AFTER_FILTERS).handler(this::forward);
        }
    }

    private void forward(RoutingContext routing) {
        String service = Routes.serviceOf(routing.normalizedPath()).orElse("");
        HttpProxy proxy = proxies.get(service);
        if (proxy == null) {
            routing.next();
            return;
        }
        tell(routing, service);
        routing.request().pause();
        if (routing.request().getHeader("Authorization") != null || Routes.isOpen(routing.normalizedPath())) {
            send(proxy, routing, null);
            return;
        }
        sessions.accessToken(routing)
                .subscribe()
                .with(token -> send(proxy, routing, token), failure -> refuse(routing, failure));
    }

    /** The log follows what changes something; usage is data and comes by the thousand, and decisions change nothing. */
    private static void tell(RoutingContext routing, String service) {
        String path = routing.normalizedPath();
        boolean changes = !READING.contains(routing.request().method())
                && !USAGE.contains(path)
                && !CHECK.equals(path)
                && !path.startsWith(DECISIONS);
        Logger.Level level = changes ? Logger.Level.INFO : Logger.Level.DEBUG;
        LOG.logf(level, "%s %s goes to %s-service", routing.request().method(), routing.normalizedPath(), service);
    }

    private static void send(HttpProxy proxy, RoutingContext routing, @Nullable String token) {
        MultiMap headers = routing.request().headers();
        NOT_FROM_OUTSIDE.forEach(headers::remove);
        headers.remove("Cookie");
        headers.set("X-Forwarded-For", routing.request().remoteAddress().hostAddress());
        headers.set("X-Forwarded-Proto", routing.request().scheme());
        headers.set(RequestIds.HEADER, RequestIds.of(routing));
        if (token != null) {
            headers.set("Authorization", "Bearer " + token);
        }
        proxy.handle(routing.request());
    }

    private void refuse(RoutingContext routing, Throwable failure) {
        routing.request().resume();
        if (failure instanceof ProblemException problem) {
            problems.answer(routing, problem.type(), String.valueOf(problem.getMessage()));
        } else {
            LOG.errorf(failure, "a session could not be read");
            problems.answer(routing, ProblemType.INTERNAL, "It was recorded under the request id.");
        }
    }

    /** Drops what must not pass, and answers for a service that is away. */
    private final class Rewrite implements ProxyInterceptor {

        private final String service;

        Rewrite(String service) {
            this.service = service;
        }

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            return context.sendRequest().recover(failure -> {
                boolean callerIsGone =
                        context.request().proxiedRequest().response().closed();
                LOG.logf(
                        callerIsGone ? Logger.Level.DEBUG : Logger.Level.WARN,
                        "%s-service does not answer: %s",
                        service,
                        failure.toString());
                String requestId = String.valueOf(context.request().headers().get(RequestIds.HEADER));
                return Future.succeededFuture(problems.unavailable(context, service, requestId));
            });
        }

        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            context.response().headers().remove(RequestIds.HEADER);
            return context.sendResponse();
        }
    }
}
