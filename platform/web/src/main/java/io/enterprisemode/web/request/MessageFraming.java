package io.enterprisemode.web.request;

import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Refuses ambiguous requests, which two readers could understand differently, and closes their connection. */
@ApplicationScoped
public class MessageFraming {

    private static final int BEFORE_BODIES = 9_900;

    private final ProblemMapper problems;

    MessageFraming(ProblemMapper problems) {
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_BODIES);
    }

    private void check(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (request.version() == HttpVersion.HTTP_2) {
            routing.next();
        } else if (request.headers().getAll("Host").size() > 1) {
            refuse(routing, "The request has more than one Host header.");
        } else if (request.headers().contains("Transfer-Encoding") && request.version() == HttpVersion.HTTP_1_0) {
            refuse(routing, "HTTP/1.0 has no Transfer-Encoding.");
        } else {
            routing.next();
        }
    }

    private void refuse(RoutingContext routing, String detail) {
        UnreadBody.close(routing);
        problems.answer(ProblemType.BAD_REQUEST.with(detail), routing);
    }
}
