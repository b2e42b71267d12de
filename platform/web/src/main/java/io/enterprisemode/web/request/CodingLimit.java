package io.enterprisemode.web.request;

import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Refuses bodies in an unsupported content coding with 415, and names the supported one in {@code Accept-Encoding} (RFC
 * 9110, 15.5.16). Only the paths of {@code enterprise.http.coded-paths} accept gzip. An application that only forwards
 * bodies leaves the check to the receiver.
 */
@ApplicationScoped
class CodingLimit {

    private static final int AFTER_BODY_LIMIT = 8_900;
    private static final String ACCEPT_ENCODING = "Accept-Encoding";

    private final List<String> codedPaths;
    private final boolean passedOn;
    private final ProblemMapper problems;

    CodingLimit(
            @ConfigProperty(name = "enterprise.http.coded-paths") Optional<List<String>> codedPaths,
            @ConfigProperty(name = "enterprise.http.bodies-passed-on", defaultValue = "false") boolean passedOn,
            ProblemMapper problems) {
        this.codedPaths = codedPaths.orElse(List.of());
        this.passedOn = passedOn;
        this.problems = problems;
    }

    void refuse(@Observes Filters filters) {
        if (!passedOn) {
            filters.register(this::check, AFTER_BODY_LIMIT);
        }
    }

    private void check(RoutingContext routing) {
        String first = routing.request().getHeader(ContentCoding.HEADER);
        if (first == null) {
            routing.next();
            return;
        }
        ContentCoding most =
                codedPaths.contains(routing.normalizedPath()) ? ContentCoding.GZIP : ContentCoding.IDENTITY;
        List<String> all = routing.request().headers().getAll(ContentCoding.HEADER);
        try {
            ContentCoding coding = ContentCoding.of(String.join(",", all));
            if (coding != ContentCoding.IDENTITY && coding != most) {
                throw ContentCoding.unsupported(most);
            }
            routing.next();
        } catch (ProblemException e) {
            routing.response().putHeader(ACCEPT_ENCODING, most == ContentCoding.GZIP ? "gzip" : "identity");
            problems.answer(e, routing);
        }
    }
}
