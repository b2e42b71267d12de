package io.enterprisemode.teams.authzen;

import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Other content types than JSON are a bad request in AuthZEN (section 10.1), where the other operations of the service
 * answer 415.
 */
@ApplicationScoped
class JsonOnly {

    private static final int PRIORITY = 8_800;
    private static final String JSON = "application/json";

    private final ProblemMapper problems;

    JsonOnly(ProblemMapper problems) {
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext routing) {
        boolean ours = routing.request().method().equals(HttpMethod.POST)
                && routing.normalizedPath().startsWith(AuthZenResource.PATH + "/");
        if (ours && !isJson(routing.request().getHeader("Content-Type"))) {
            problems.answer(ProblemType.BAD_REQUEST.with("Send the request as " + JSON + "."), routing);
        } else {
            routing.next();
        }
    }

    static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(JSON);
    }
}
