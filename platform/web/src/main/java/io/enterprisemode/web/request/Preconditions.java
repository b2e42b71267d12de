package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Sees to it that operations get {@code If-Match} as it was meant. REST takes an empty field for none, and the first of
 * several for all: an empty one would
 * let every change pass, although whoever sent it asked for a condition.
 */
@ApplicationScoped
class Preconditions {

    private static final String IF_MATCH = "If-Match";
    /** After the framing of the request, before anything of its body is asked for. */
    private static final int BEFORE_BODIES = 9_800;

    private final ProblemMapper problems;

    Preconditions(ProblemMapper problems) {
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_BODIES);
    }

    private void check(RoutingContext routing) {
        List<String> fields = routing.request().headers().getAll(IF_MATCH);
        if (!fields.isEmpty()) {
            String combined = String.join(", ", fields);
            if (combined.isBlank()) {
                UnreadBody.closeAfterwards(routing);
                problems.answer(
                        ProblemException.invalid(IF_MATCH, "must be * or entity tags in quotes, such as \"3\""),
                        routing);
                return;
            }
            if (fields.size() > 1) {
                routing.request().headers().set(IF_MATCH, combined);
            }
        }
        routing.next();
    }
}
