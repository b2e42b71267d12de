package io.enterprisemode.gateway.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.web.problem.Problem;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Problem documents for what the gateway answers outside of REST resources. */
@ApplicationScoped
public class Problems {

    private final ObjectMapper json;

    Problems(ObjectMapper json) {
        this.json = json;
    }

    /** Answers the request with a problem. */
    public void answer(RoutingContext routing, ProblemType type, String detail) {
        Problem problem = ProblemMapper.document(type, detail, List.of(), routing);
        routing.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Cache-Control", "no-store");
        routing.response()
                .end(text(problem))
                .onFailure(closed -> routing.request().connection().close());
    }

    /** The answer in place of a service that is away. */
    ProxyResponse unavailable(ProxyContext context, String service, String requestId) {
        ProblemType type = ProblemType.UNAVAILABLE;
        Problem problem = new Problem(
                type.uri(),
                type.title(),
                type.status(),
                "The " + service + " service is away; try again shortly.",
                context.request().getURI(),
                requestId,
                null,
                List.of());
        ProxyResponse response = context.request().release().response();
        response.setStatusCode(type.status());
        response.putHeader("Content-Type", Problem.MEDIA_TYPE);
        response.putHeader("Retry-After", "2");
        response.setBody(Body.body(Buffer.buffer(text(problem))));
        return response;
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
