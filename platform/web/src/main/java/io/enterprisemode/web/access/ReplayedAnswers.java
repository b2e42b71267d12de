package io.enterprisemode.web.access;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Marks the answer to a request that was carried out before. */
@ApplicationScoped
public class ReplayedAnswers {

    private final CurrentRequest current;

    ReplayedAnswers(CurrentRequest current) {
        this.current = current;
    }

    @ServerResponseFilter
    public void mark(ContainerResponseContext response) {
        if (current.replayed()) {
            response.getHeaders().putSingle("Idempotent-Replayed", "true");
        }
    }
}
