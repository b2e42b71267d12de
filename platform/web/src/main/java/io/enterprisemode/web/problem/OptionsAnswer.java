package io.enterprisemode.web.problem;

import io.enterprisemode.web.http.AnswerHeaders;
import io.enterprisemode.web.http.UnreadBody;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.SortedSet;

/**
 * Answers OPTIONS with what the path that is asked about has (RFC 9110, section 9.3.7): its methods in {@code Allow},
 * and the formats of its PATCH in {@code Accept-Patch} (RFC 5789, section 3.1). REST would name the methods of all
 * paths of a class, also where there is nothing.
 */
@ApplicationScoped
class OptionsAnswer {

    /** After all other filters: limits are for these requests, too. */
    private static final int LAST = 50;

    private static final int OK = 200;

    private final ProblemMapper problems;

    OptionsAnswer(ProblemMapper problems) {
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::answer, LAST);
    }

    private void answer(RoutingContext routing) {
        if (!routing.request().method().equals(HttpMethod.OPTIONS)) {
            routing.next();
            return;
        }
        AllowedMethods allowed = problems.allowedMethods();
        String path = routing.normalizedPath();
        SortedSet<String> methods = allowed.of(path);
        if (!methods.isEmpty()) {
            UnreadBody.closeAfterwards(routing);
            HttpServerResponse response = routing.response().setStatusCode(OK);
            AnswerHeaders.add(response);
            response.putHeader(HttpHeaders.ALLOW, String.join(", ", methods));
            if (methods.contains("PATCH")) {
                response.putHeader(AllowedMethods.ACCEPT_PATCH, String.join(", ", allowed.patchesOf(path)));
            }
            response.end();
        } else if (allowed.covers(path)) {
            UnreadBody.closeAfterwards(routing);
            problems.answer(ProblemMapper.nothingThere(), routing);
        } else {
            routing.next();
        }
    }
}
