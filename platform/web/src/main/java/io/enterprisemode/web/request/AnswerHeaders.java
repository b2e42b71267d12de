package io.enterprisemode.web.request;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Headers that every REST answer carries. */
@ApplicationScoped
public class AnswerHeaders {

    private final CurrentRequest current;

    AnswerHeaders(CurrentRequest current) {
        this.current = current;
    }

    @ServerResponseFilter
    public void add(ContainerResponseContext response) {
        response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
        if (!response.getHeaders().containsKey(HttpHeaders.CACHE_CONTROL)) {
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
        }
        if (current.replayed()) {
            response.getHeaders().putSingle("Idempotent-Replayed", "true");
        }
    }
}
