package io.enterprisemode.web.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.enterprisemode.web.problem.Problem;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses bodies over the limit as a problem document, by the announced length at once and by the real one as it arrives. */
@ApplicationScoped
public class BodyLimit {

    private static final int EARLY = 9_000;

    private final long maximum;
    private final ObjectMapper json;

    BodyLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maximum, ObjectMapper json) {
        this.maximum = maximum.asLongValue();
        this.json = json;
    }

    void refuseEarly(@Observes Filters filters) {
        filters.register(this::check, EARLY);
    }

    void refuseLate(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::failed);
    }

    private void check(RoutingContext routing) {
        String length = routing.request().getHeader("Content-Length");
        if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > maximum) {
            tooLarge(routing);
        } else {
            routing.next();
        }
    }

    private void failed(RoutingContext routing) {
        if (routing.statusCode() == ProblemType.TOO_LARGE.status()
                && !routing.response().headWritten()) {
            tooLarge(routing);
        } else {
            routing.next();
        }
    }

    private void tooLarge(RoutingContext routing) {
        Problem problem = ProblemMapper.document(
                ProblemType.TOO_LARGE, "The limit is " + maximum + " bytes.", List.of(), routing);
        routing.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .putHeader("Connection", "close")
                .end(text(problem));
    }

    private String text(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
