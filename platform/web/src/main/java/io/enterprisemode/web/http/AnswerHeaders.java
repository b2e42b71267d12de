package io.enterprisemode.web.http;

import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Headers that every answer of an operation carries. */
@ApplicationScoped
public class AnswerHeaders {

    private static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";
    private static final String NO_SNIFFING = "nosniff";
    private static final String NO_STORE = "no-store";

    @ServerResponseFilter
    public void add(ContainerResponseContext response) {
        response.getHeaders().putSingle(CONTENT_TYPE_OPTIONS, NO_SNIFFING);
        if (!response.getHeaders().containsKey(HttpHeaders.CACHE_CONTROL)) {
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, NO_STORE);
        }
    }

    /** Adds those of an answer that is given without REST and says nothing about caching. */
    public static void add(HttpServerResponse response) {
        response.putHeader(CONTENT_TYPE_OPTIONS, NO_SNIFFING).putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }
}
