package io.enterprisemode.web.request;

import io.enterprisemode.web.http.UnreadBody;
import io.enterprisemode.web.problem.ProblemMapper;
import io.enterprisemode.web.problem.ProblemType;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses bodies whose content type names another character encoding than UTF-8 with 415, before they are read, because
 * all readers here assume UTF-8. A content type without a body is ignored. An application that only forwards bodies
 * leaves the check to the receiver.
 */
@ApplicationScoped
class CharsetLimit {

    /** After those who answer other media types in their own way. */
    private static final int AFTER_MEDIA_TYPES = 8_700;

    private final boolean passedOn;
    private final ProblemMapper problems;

    CharsetLimit(
            @ConfigProperty(name = "enterprise.http.bodies-passed-on", defaultValue = "false") boolean passedOn,
            ProblemMapper problems) {
        this.passedOn = passedOn;
        this.problems = problems;
    }

    void refuse(@Observes Filters filters) {
        if (!passedOn) {
            filters.register(this::check, AFTER_MEDIA_TYPES);
        }
    }

    private void check(RoutingContext routing) {
        List<String> types = routing.request().headers().getAll(HttpHeaders.CONTENT_TYPE);
        if (types.stream().allMatch(BodyCharset::isUtf8) || !BodyDeadline.mayHaveBody(routing.request())) {
            routing.next();
        } else {
            UnreadBody.closeAfterwards(routing);
            problems.answer(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE.with("Bodies are read as UTF-8: name it, or no charset."),
                    routing);
        }
    }
}
