package io.enterprisemode.gateway.routing;

import io.enterprisemode.gateway.backend.LatestChange;
import io.enterprisemode.gateway.backend.ServicesConfiguration;
import io.enterprisemode.web.access.ConsistencyToken;
import io.enterprisemode.web.http.RequestIds;
import io.enterprisemode.web.request.ClientAddresses;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * The headers of forwarded requests that the gateway itself sets: who and where the caller is, and the newest change,
 * which the view of the service must contain.
 */
@ApplicationScoped
class GatewayHeaders {

    private final ClientAddresses clients;
    private final LatestChange latest;
    private final boolean https;

    GatewayHeaders(ClientAddresses clients, LatestChange latest, ServicesConfiguration configuration) {
        this.clients = clients;
        this.latest = latest;
        this.https = configuration.https();
    }

    /**
     * Sets them on a request to a service.
     *
     * @param token of the caller's session; null: the request brings its own credential, or needs none
     */
    void addTo(MultiMap headers, RoutingContext routing, @Nullable String token) {
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

    /** Takes note of the consistency token in an answer, for later requests. */
    void noteChange(HttpClientResponse answer) {
        latest.note(answer.getHeader(ConsistencyToken.HEADER));
    }
}
