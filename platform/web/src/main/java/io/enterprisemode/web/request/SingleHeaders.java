package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Refuses requests that say twice, and differently, who sends them, for which organization, of what type their body is
 * or which request they repeat. REST and whoever reads headers take the first for all; another reader on the way may
 * take the last.
 */
@ApplicationScoped
class SingleHeaders {

    private static final List<String> NAMES =
            List.of("Authorization", "Enterprise-Org", "Content-Type", "Idempotency-Key");

    /** After the framing of the request, before anything of its body is asked for. */
    private static final int BEFORE_BODIES = 9_850;

    private final ProblemMapper problems;

    SingleHeaders(ProblemMapper problems) {
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_BODIES);
    }

    private void check(RoutingContext routing) {
        try {
            NAMES.forEach(
                    name -> SingleHeader.of(name, routing.request().headers().getAll(name)));
        } catch (ProblemException e) {
            UnreadBody.closeAfterwards(routing);
            problems.answer(e, routing);
            return;
        }
        routing.next();
    }
}
