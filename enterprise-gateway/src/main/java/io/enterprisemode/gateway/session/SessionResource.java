package io.enterprisemode.gateway.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.enterprisemode.gateway.routing.Backends;
import io.enterprisemode.web.access.SignedIn;
import io.enterprisemode.web.request.Caller;
import io.enterprisemode.web.request.CurrentRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who is signed in, and where they belong. */
@Path("/api/enterprise/session")
class SessionResource {

    private final CurrentRequest current;
    private final Questions questions;
    private final Backends backends;
    private final CsrfTokens csrfTokens;

    SessionResource(CurrentRequest current, Questions questions, Backends backends, CsrfTokens csrfTokens) {
        this.current = current;
        this.questions = questions;
        this.backends = backends;
        this.csrfTokens = csrfTokens;
    }

    /** The person, the token against forged requests, and the organizations they belong to. */
    @GET
    @SignedIn
    public Uni<Session> session(@Context RoutingContext routing) {
        Caller caller = current.caller();
        return questions
                .of(routing, null)
                .chain(question -> backends.get("teams", "/api/me", question))
                .map(me -> new Session(
                        new Person(
                                caller.label(),
                                caller.email(),
                                caller.principalId(),
                                !caller.installation().isEmpty()),
                        csrfTokens.tokenOf(questions.principalName(routing)),
                        organizations(me)));
    }

    private static List<Membership> organizations(JsonNode me) {
        List<Membership> memberships = new ArrayList<>();
        for (JsonNode organization : me.path("organizations")) {
            memberships.add(new Membership(
                    UUID.fromString(organization.path("id").asText()),
                    organization.path("name").asText(),
                    roleOn(organization)));
        }
        return memberships;
    }

    private static @Nullable String roleOn(JsonNode organization) {
        for (JsonNode assignment : organization.path("roles")) {
            if (assignment.path("nodeType").asText().equals("ORGANIZATION")) {
                return assignment.path("role").asText();
            }
        }
        return null;
    }

    /**
     * A session.
     *
     * @param csrfToken to be sent in {@code X-CSRF-Token} with every request that changes something
     */
    record Session(Person user, String csrfToken, List<Membership> organizations) {}

    /**
     * Who is signed in.
     *
     * @param operator whether the token carries permissions on the installation
     */
    record Person(String name, @Nullable String email, UUID principalId, boolean operator) {}

    /**
     * An organization they belong to.
     *
     * @param role on the organization itself; null for members of a team or workspace only
     */
    record Membership(UUID id, String name, @Nullable String role) {}
}
