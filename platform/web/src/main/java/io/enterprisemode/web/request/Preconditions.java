package io.enterprisemode.web.request;

import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Normalizes {@code If-Match} and {@code If-None-Match} for operations. REST treats an empty field as missing and uses
 * only the first of several: an empty {@code If-Match} would allow every change, although the caller has set a
 * condition.
 */
@ApplicationScoped
class Preconditions {

    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
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
        MultiMap headers = routing.request().headers();
        combine(headers, IF_NONE_MATCH);
        combine(headers, IF_MATCH);
        String ifMatch = headers.get(IF_MATCH);
        if (ifMatch != null && ifMatch.isBlank()) {
            UnreadBody.closeAfterwards(routing);
            problems.answer(EntityTags.malformed(IF_MATCH), routing);
        } else {
            routing.next();
        }
    }

    /** Several fields are one list (RFC 9110, section 5.3). */
    private static void combine(MultiMap headers, String field) {
        List<String> values = headers.getAll(field);
        if (values.size() > 1) {
            headers.set(field, String.join(", ", values));
        }
    }
}
