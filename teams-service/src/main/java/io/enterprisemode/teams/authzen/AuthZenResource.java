package io.enterprisemode.teams.authzen;

import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.teams.access.ReadOnly;
import io.enterprisemode.teams.authzen.DecisionView.Decision;
import io.enterprisemode.teams.authzen.Search.ActionSearch;
import io.enterprisemode.teams.authzen.Search.Actions;
import io.enterprisemode.teams.authzen.Search.ResourceSearch;
import io.enterprisemode.teams.authzen.Search.Resources;
import io.enterprisemode.teams.authzen.Search.SubjectSearch;
import io.enterprisemode.teams.authzen.Search.Subjects;
import io.enterprisemode.web.access.CurrentRequest;
import io.enterprisemode.web.access.Requires;
import io.enterprisemode.web.access.Requires.Where;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The OpenID AuthZEN Authorization API 1.0. */
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@ReadOnly
@Path(AuthZenResource.PATH)
@Tag(name = "AuthZEN")
class AuthZenResource {

    static final String PATH = "/access/v1";

    private final EvaluationService evaluations;
    private final SearchService searches;
    private final CurrentRequest current;

    AuthZenResource(EvaluationService evaluations, SearchService searches, CurrentRequest current) {
        this.evaluations = evaluations;
        this.searches = searches;
        this.current = current;
    }

    /** Decides whether a subject may perform an action on a resource. A denial is a 200 with decision false. */
    @POST
    @Path("/evaluation")
    @Requires(value = Permission.MEMBER_READ, where = Where.BY_OPERATION)
    public Uni<Decision> evaluateAccess(@NotNull @Valid Evaluation request) {
        return evaluations.evaluate(current.subject(), request);
    }

    /** Decides several evaluations at once; entities at the top are defaults for all. */
    @POST
    @Path("/evaluations")
    @Requires(value = Permission.MEMBER_READ, where = Where.BY_OPERATION)
    public Uni<DecisionView> evaluateAccesses(@NotNull @Valid Evaluations request) {
        return evaluations.evaluate(current.subject(), request);
    }

    /** The subjects of a type that may perform an action on a resource. */
    @POST
    @Path("/search/subject")
    @Requires(value = Permission.MEMBER_READ, where = Where.ANY_NODE)
    public Uni<Subjects> searchSubjects(@NotNull @Valid SubjectSearch request) {
        return searches.subjects(current.grants(), request);
    }

    /** The resources of a type on which a subject may perform an action. */
    @POST
    @Path("/search/resource")
    @Requires(value = Permission.MEMBER_READ, where = Where.ANY_NODE)
    public Uni<Resources> searchResources(@NotNull @Valid ResourceSearch request) {
        return searches.resources(current.grants(), request);
    }

    /** The actions that a subject may perform on a resource. */
    @POST
    @Path("/search/action")
    @Requires(value = Permission.MEMBER_READ, where = Where.BY_OPERATION)
    public Uni<Actions> searchActions(@NotNull @Valid ActionSearch request) {
        return searches.actions(current.subject(), request);
    }
}
