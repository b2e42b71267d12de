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

/** What the gateway answers outside of REST resources: problem documents, and below {@code /scim/v2} SCIM's own errors (RFC 7644, 3.12). */
@ApplicationScoped
public class Problems {

    private static final String SCIM = "/scim/v2";
    private static final String SCIM_MEDIA_TYPE = "application/scim+json";
    private static final String SCIM_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";

    /** The error of SCIM; the status is a text there. */
    private record ScimError(List<String> schemas, String status, String detail) {}

    private final ObjectMapper json;

    Problems(ObjectMapper json) {
        this.json = json;
    }

    /** Answers the request with a problem. */
    public void answer(RoutingContext routing, ProblemType type, String detail) {
        Problem problem = ProblemMapper.document(type, detail, List.of(), routing);
        routing.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", mediaType(problem))
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
        response.putHeader("Content-Type", mediaType(problem));
        response.putHeader("Retry-After", "2");
        response.setBody(Body.body(Buffer.buffer(text(problem))));
        return response;
    }

    private static boolean isScim(Problem problem) {
        return problem.instance() != null && problem.instance().startsWith(SCIM);
    }

    private static String mediaType(Problem problem) {
        return isScim(problem) ? SCIM_MEDIA_TYPE : Problem.MEDIA_TYPE;
    }

    private static ScimError scimError(Problem problem) {
        return new ScimError(
                List.of(SCIM_ERROR), Integer.toString(problem.status()), problem.title() + ". " + problem.detail());
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(isScim(problem) ? scimError(problem) : problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
