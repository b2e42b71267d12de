package io.enterprisemode.gateway.overview;

import io.enterprisemode.gateway.session.Questions;
import io.enterprisemode.web.access.AccessFilter;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The summary of an organization. */
@Path("/api/enterprise/summary")
class SummaryResource {

    private final CurrentRequest current;
    private final Questions questions;
    private final Overview overview;

    SummaryResource(CurrentRequest current, Questions questions, Overview overview) {
        this.current = current;
        this.questions = questions;
        this.overview = overview;
    }

    /** The state of one organization; the header may be left out by members of only one. */
    @GET
    @SignedIn
    public Uni<SummaryView> summary(
            @Context RoutingContext routing,
            @HeaderParam(AccessFilter.ORGANIZATION_HEADER) @Nullable String organization) {
        UUID principal = current.caller().principalId();
        UUID named = organization == null ? null : parse(organization);
        return questions.of(routing, named).chain(question -> overview.of(principal, question));
    }

    private static UUID parse(String organization) {
        try {
            return UUID.fromString(organization);
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid(AccessFilter.ORGANIZATION_HEADER, "must be the id of an organization");
        }
    }
}
