package io.enterprisemode.web.request;

import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Refuses requests with different values of a repeated header that names the credential, the organization, the type of
 * the body or the Idempotency-Key. Code here uses the first value, and a proxy may use the last. An empty
 * {@code Idempotency-Key} is refused, too: REST treats it as missing, although the caller does not want the request
 * carried out twice.
 */
@ApplicationScoped
class SingleHeaders {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final List<String> NAMES =
            List.of("Authorization", "Enterprise-Org", "Content-Type", IDEMPOTENCY_KEY);

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
            MultiMap headers = routing.request().headers();
            NAMES.forEach(name -> SingleHeader.of(name, headers.getAll(name)));
            String key = headers.get(IDEMPOTENCY_KEY);
            if (key != null && key.isBlank()) {
                throw ProblemException.invalid(IDEMPOTENCY_KEY, "must not be empty");
            }
        } catch (ProblemException e) {
            UnreadBody.closeAfterwards(routing);
            problems.answer(e, routing);
            return;
        }
        routing.next();
    }
}
